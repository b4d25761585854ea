"""The house: venues, agencies, services and counters; how it is read, checked and changed."""
