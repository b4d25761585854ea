"""Staff accounts: sign-in, passwords, roles and sessions."""
