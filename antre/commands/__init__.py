"""Commands of ``antre`` that are a few lines each; a larger one has a module or a folder of its own."""
