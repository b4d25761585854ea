"""The ticketing service: the catalogue for visitors, the kiosk, the ticket page; it issues numbers."""
