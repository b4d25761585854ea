"""Backup of a whole hall, restoring it, and checking what either holds."""
