"""Many presses at the same moment."""
