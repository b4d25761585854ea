"""Attackers in the hall's network, for tests and fault runs: they use only addresses and the public APIs."""
