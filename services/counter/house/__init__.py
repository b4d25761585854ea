"""Routes for the house: content, lists, media and devices."""
