"""Readers: other programs that read figures with a token of their own."""
