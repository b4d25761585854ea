"""
``antre``: the command-line interface for operations.

Modules of commands are imported lazily, because some take a second to import and would slow down every other command.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from antre.failure import CommandFailed

COMMANDS = {
    "run": ("antre.run", "run the whole hall on this machine"),
    "upgrade": ("antre.upgrade", "replace each service of the running hall by the version that is on the disk now"),
    "house": ("antre.commands.house", "the house: venues, agencies, services, counters"),
    "staff": ("antre.commands.staff", "accounts of staff"),
    "waits": ("antre.commands.waits", "how good the waits were that visitors were told"),
    "reports": ("antre.reports", "history in SQL: rebuild, check, show"),
    "backup": ("antre.commands.backup", "back up the whole hall while it runs, sealed by a passphrase"),
    "restore": ("antre.commands.restore", "put a backup into an empty place"),
    "fsck": ("antre.commands.fsck", "check every log: its chain, and what the queue promises"),
    "begin-anew": ("antre.commands.begin_anew", "go on with what Redis has, though a log is gone or older than seen"),
    "doctor": ("antre.doctor.checks", "say what is wrong with machine and hall, and what to do"),
    "outreach": ("antre.outreach.commands", "serve a venue's days with a laptop alone, and bring them home"),
    "voice": ("antre.voice", "recordings in place of the machine's voice"),
    "secrets": ("antre.containers.secrets", "make the containers' secrets, once: a folder a service"),
    "rush": ("antre.rush", "play a Monday morning against a running hall"),
    "demo": ("antre.commands.demo", "the sample house, open whatever the hour, and a rush in it"),
}  # fmt: skip
"""By command: the module whose ``add_arguments`` defines its arguments and action, and its help text."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command of the arguments; return the exit status."""
    args = sys.argv[1:] if argv is None else list(argv)
    arguments = _parser(selected=args[0] if args else "").parse_args(args)
    try:
        status: int = arguments.act(arguments)
    except Exception as error:
        message = _message_of(error)
        if message is None:
            raise
        print(message, file=sys.stderr)
        return 1
    return status


def _parser(selected: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="antre", description="The one command of operations.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (module, help_) in COMMANDS.items():
        command = commands.add_parser(name, help=help_)
        if name == selected:
            import_module(module).add_arguments(command)
    return parser


def _message_of(error: Exception) -> str | None:
    """Return the error message for the user; None if the error is a bug of this program."""
    from sqlalchemy.exc import SQLAlchemyError

    from services.counter.house.house_file import HouseFileWrong
    from services.web.sealed_file import SealError
    from services.web.settings import InvalidSettings
    from waitingroom.house.mistakes import HouseInvalid
    from waitingroom.log.base import UnavailableError
    from waitingroom.refusals import Refusal

    if isinstance(error, Refusal):
        return error.text("en")
    if isinstance(error, UnavailableError):
        return f"The queue cannot be reached: {error}. Is Redis up, and ANTRE_REDIS_URL right?"
    is_expected = isinstance(
        error,
        (CommandFailed, InvalidSettings, HouseFileWrong, HouseInvalid, SealError, OSError, SQLAlchemyError),
    )
    return str(error) if is_expected else None


if __name__ == "__main__":
    sys.exit(main())
