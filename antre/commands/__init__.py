"""Short commands of ``antre``; larger ones have their own module or folder."""
