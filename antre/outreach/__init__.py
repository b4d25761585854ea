"""Outreach boxes: laptops that serve a venue away from the hall."""
