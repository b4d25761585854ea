"""The content of boards: the live feed, boards for polling TVs, replays."""
