"""Benchmarks for the figures of docs/speed.md, printed but never asserted: ``make bench``."""
