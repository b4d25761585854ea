"""History in SQL, projected from every log exactly once; the archive; checks of both against the logs."""
