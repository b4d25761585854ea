"""Attackers in the hall's own network, for the tests and the faults: they know addresses, and nothing of the services."""
