"""The services of Antre. They import the core and what is in ``services.web``, never each other."""
