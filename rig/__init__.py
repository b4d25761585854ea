"""Test equipment shared by tests, faults, bench and the picture scripts: running halls, browsers, proxies, the checker."""
