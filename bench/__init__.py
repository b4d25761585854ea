"""The figures of docs/speed.md: printed, never asserted. ``make bench``."""
