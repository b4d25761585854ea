"""What every service shares: the app, problems, settings, logs, and the pages' common files."""
