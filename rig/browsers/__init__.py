"""Pages in a real browser, and helpers for the clerk's page and for boards in the journey tests."""
