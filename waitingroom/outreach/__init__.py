"""Outreach: a venue's day is handed over to a laptop that serves it alone, and comes home (docs/adr/0030)."""
