"""Staff accounts: who somebody is, what they may do, and their sessions."""
