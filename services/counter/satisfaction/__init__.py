"""Follow-ups on visitor feedback, written by supervisors and admins."""
