"""Routes for today's hall: counters, supervisor, reception, notices."""
