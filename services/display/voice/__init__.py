"""Spoken calls: words, phonemes, the speech process, WAV files and chimes."""
