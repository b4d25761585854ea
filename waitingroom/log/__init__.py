"""The append-only log: its protocol, its in-memory and Redis implementations, and its fold."""
