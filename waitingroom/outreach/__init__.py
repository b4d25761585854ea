"""Outreach: a venue's day is handed over to a laptop that serves it alone, and later brought home (docs/adr/0030)."""
