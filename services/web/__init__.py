"""Code shared by all services: the app, problems, settings, logs, and the pages' static files."""
