"""Routes that change the house: its content, media and devices."""
