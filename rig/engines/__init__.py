"""Redis servers, networks and disks that a test may damage."""
