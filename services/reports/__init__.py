"""The reports service: history in SQL, projected from every log, and the figures computed from it."""
