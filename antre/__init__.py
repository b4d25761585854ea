"""The ``antre`` command: run the hall, load the house, add staff, simulate a morning."""
