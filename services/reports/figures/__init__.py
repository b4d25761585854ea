"""Figures computed in SQL: scopes, periods, comparisons, and what the public may read."""
