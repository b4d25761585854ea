"""Estimates of how long it takes until a number is called."""
