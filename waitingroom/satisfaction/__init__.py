"""Visitors' feedback on a service: ratings, survey forms such as the SKM, remarks, and follow-ups."""
