"""Figures, counted in SQL: of which venues and days, for whom, beside what."""
