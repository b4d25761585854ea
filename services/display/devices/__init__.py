"""Paired screens: their presence, their reports, and receipts of calls."""
