"""Outreach at the hall: days are handed over to a box in a sealed file and brought home in a signed one."""
