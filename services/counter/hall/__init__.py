"""Routes that act on the hall of today: counters, the supervisor's view, reception."""
