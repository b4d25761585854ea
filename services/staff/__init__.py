"""Staff authentication and authorization: sessions, permissions, and their check before each route."""
