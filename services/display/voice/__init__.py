"""Spoken calls: words, spelling, the voice's process, WAV files and chimes."""
