"""Paired screens: who is connected, what they report, receipts of calls."""
