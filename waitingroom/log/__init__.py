"""The append-only log: its protocol, its twin in memory, the one in Redis, and folding it."""
