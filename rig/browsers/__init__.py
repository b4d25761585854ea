"""Pages in a real browser, and the desks and waiting rooms of the journeys."""
