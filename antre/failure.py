"""The error of a command that cannot do its task."""


class CommandFailed(Exception):
    """A command failed; the text says why and what to do."""
