"""Visitor satisfaction: ratings, surveys with their index, remarks, follow-ups, and the evidence sheet."""
