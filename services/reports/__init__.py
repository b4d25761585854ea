"""The reports service: history in SQL, followed from every log, and the figures that a head of the house quotes."""
