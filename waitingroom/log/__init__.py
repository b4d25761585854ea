"""The append-only log: its protocol, in memory and in Redis, and the fold of a log."""
