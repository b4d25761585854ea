"""Diagnose problems of this machine and hall, with advice for fixing them."""
