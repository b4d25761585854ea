"""Past days for tests: simulated, written, followed and brought home."""
