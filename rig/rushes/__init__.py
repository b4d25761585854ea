"""Many concurrent presses."""
