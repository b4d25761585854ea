"""Redis servers and disks that a test may hurt."""
