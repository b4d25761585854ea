"""The counter service: sign-in, the clerk's page, every counter verb."""
