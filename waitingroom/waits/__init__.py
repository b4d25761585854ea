"""How long it will take until a number is called, as honestly as it can be known."""
