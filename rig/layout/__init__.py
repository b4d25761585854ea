"""Layouts: made-up houses and boards, and what is wrong with a page."""
