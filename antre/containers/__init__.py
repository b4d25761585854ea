"""The secrets of halls that run in containers."""
