"""The secrets of the halls that run in containers."""
