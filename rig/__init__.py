"""What tests, faults, bench and pictures share: running halls, browsers, wires, the checker."""
