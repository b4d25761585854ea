"""Who of the staff is asking: sessions, permissions, and the check of both before a route begins."""
