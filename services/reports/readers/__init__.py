"""Readers: other programs that read figures with their own API token."""
