"""What is wrong with this machine and this hall, and what to do about it."""
