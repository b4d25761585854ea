"""Outreach at the hall: days are handed over to a laptop in a sealed file, and come home in a signed one."""
