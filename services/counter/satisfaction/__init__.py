"""What is done about what visitors said: follow-ups, written by supervisors and admins."""
