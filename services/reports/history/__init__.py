"""History in SQL: followed from every log, exactly once; the archive; both checked against the logs."""
