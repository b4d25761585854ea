"""Past days for tests: played, written, followed and brought home."""
