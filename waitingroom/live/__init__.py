"""A hall that runs: its log and its lock, its days, and its neighbours in the house."""
