"""Paired devices of a house: TVs, kiosks and printers."""
