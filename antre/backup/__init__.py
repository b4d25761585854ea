"""Back up a whole hall, restore it, and check the logs of a hall, archive or backup."""
