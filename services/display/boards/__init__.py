"""What boards show: the live feed, boards for polling TVs, replays."""
