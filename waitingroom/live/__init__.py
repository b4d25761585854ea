"""Running halls: a venue's log and lock, its service days, and the other venues of the house."""
