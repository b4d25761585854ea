"""Why a command ends without having done what it was asked for."""


class CommandFailed(Exception):
    """A command cannot be done; the text says why, and what to do."""
