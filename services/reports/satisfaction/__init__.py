"""What visitors say, in figures: faces, surveys with their index, free words, follow-ups, and the evidence sheet."""
