"""The ticketing service: issues numbers, and serves the visitors' catalogue, kiosk and ticket page."""
