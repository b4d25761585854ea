"""
``antre voice``: list the pieces that can be recorded instead of using the synthetic voice, and check recordings.

The folder ANTRE_VOICE_FOLDER has a WAV file for each recorded piece, named by its key (``id/digit/0.wav``). Pieces
without a recording are spoken by the synthetic voice.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from antre.house_file import read_house_file, sample_path
from antre.open_hall import open_halls
from services.display.voice import sound
from services.display.voice.sound import FULL, RATE, InvalidSound, Sound
from services.display.voice.words import Piece, pieces_needed
from waitingroom.house.model import House
from waitingroom.house.reader import read_house

QUIET_DB, LOUD_DB, SILENT_DB = -36.0, -9.0, -55.0
"""Limits of a recording's loudness, in dB below full scale: levelling a quieter one amplifies noise, a louder one is distorted."""
CLIPPED_RUN = 4
"""This many consecutive samples at full scale are clipping."""
LENGTH_MAX_S = 6.0
FILE_BYTES_MAX = 4_000_000
FORMAT = "WAV, mono, 16 bit, 22050 Hz"


class Finding(NamedTuple):
    """A fault of a file and how to fix it."""

    file: str
    wrong: str
    fix: str


def add_arguments(voice: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    verbs = voice.add_subparsers(required=True, metavar="VERB")
    pieces = verbs.add_parser("pieces", help="list what to record: file, words to read aloud")
    pieces.set_defaults(act=lambda a: _list(_needed(a)))
    check = verbs.add_parser("check", help="check a folder of recordings")
    check.add_argument("folder", type=Path)
    check.set_defaults(act=lambda a: _check(a.folder, _needed(a)))
    for verb in (pieces, check):
        verb.add_argument("--venue", help="only for this venue; else for all")
        verb.add_argument(
            "--house", metavar="FILE", help="a house file or a sample's name, in place of the house now"
        )


def findings(folder: Path, needed: Mapping[str, Piece]) -> Iterator[Finding]:
    """Yield the faults of the recordings in a folder; a missing recording is not a fault."""
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_dir() or file.name.startswith("."):
            continue
        if name.removesuffix(".wav") not in needed or file.suffix != ".wav":
            fix = f"Name it as a piece, or take it away: {_like(name, needed)}"
            yield Finding(name, "is no piece of this house", fix)
            continue
        piece = needed[name.removesuffix(".wav")]
        yield from (Finding(name, wrong, fix) for wrong, fix in _faults(file, piece))


def _faults(file: Path, piece: Piece) -> Iterator[tuple[str, str]]:
    if file.stat().st_size > FILE_BYTES_MAX:
        yield f"is over {FILE_BYTES_MAX // 1_000_000} MB", f'Record only "{piece.read}".'
        return
    try:
        recorded = sound.read_wav(file.read_bytes())
    except InvalidSound as error:
        yield f"is {error}; {FORMAT} is needed", f"sox {file} -r {RATE} -c 1 -b 16 new.wav"
        return
    loud = sound.loudness_db(recorded)
    if loud < SILENT_DB:
        yield "is silent", f'Is the microphone on? Read aloud: "{piece.read}".'
        return
    if _is_clipped(recorded):
        fix = "Record it again with less gain, or farther from the microphone."
        yield "is clipped: its peaks are cut off", fix
    if loud > LOUD_DB:
        yield f"is too loud ({loud:.0f} dB)", f"Record it again with less gain: {LOUD_DB:.0f} dB at most."
    if loud < QUIET_DB:
        fix = f"Record it again, nearer to the microphone: {QUIET_DB:.0f} dB at least."
        yield f"is too quiet ({loud:.0f} dB)", fix
    length_s = len(sound.trim(recorded)) / RATE
    if length_s > LENGTH_MAX_S:
        yield f"is {length_s:.1f} s long", f'Record only "{piece.read}", in {LENGTH_MAX_S:.0f} s at most.'


def _is_clipped(recorded: Sound[int]) -> bool:
    run = 0
    for sample in recorded:
        run = run + 1 if sample >= FULL or sample <= -FULL else 0
        if run == CLIPPED_RUN:
            return True
    return False


def _like(name: str, needed: Mapping[str, Piece]) -> str:
    """Return a few piece names of the same kind, as a suggestion."""
    kind = name.rpartition("/")[0]
    like = [f"{key}.wav" for key in needed if key.rpartition("/")[0] == kind]
    return ", ".join(like[:3]) or "antre voice pieces"


def _needed(arguments: argparse.Namespace) -> dict[str, Piece]:
    if arguments.house:
        path = Path(arguments.house)
        file = path if path.exists() else sample_path(arguments.house)
        house: House | None = read_house(read_house_file(file))
    else:
        house = open_halls().house.edition.house
    if house is None or (arguments.venue and arguments.venue not in house.venues):
        why = f"There is no venue {arguments.venue!r}." if house else "There is no house yet."
        print(why, file=sys.stderr)
        raise SystemExit(1)
    venues = [house.venues[arguments.venue]] if arguments.venue else list(house.venues.values())
    return {key: piece for venue in venues for key, piece in pieces_needed(house, venue).items()}


def _list(needed: Mapping[str, Piece]) -> int:
    width = max(map(len, needed), default=0) + 4
    for key in sorted(needed):
        print(f"{key + '.wav':<{width}}  {_aloud(needed[key])}")
    print(f"\n{len(needed)} pieces. Record each as {FORMAT}; then: antre voice check FOLDER", file=sys.stderr)
    return 0


def _aloud(piece: Piece) -> str:
    """Return the words to read aloud, with their pronunciation if it differs from the spelling."""
    is_spelled_out = piece.send.lower() != piece.read.lower() and "[[" not in piece.send
    return f"{piece.read}  ({piece.send})" if is_spelled_out else piece.read


def _check(folder: Path, needed: Mapping[str, Piece]) -> int:
    if not folder.is_dir():
        print(f"{folder} is no folder.", file=sys.stderr)
        return 1
    faults = list(findings(folder, needed))
    for file, wrong, fix in faults:
        print(f"{file} {wrong}.\n    {fix}")
    missing = [key for key in sorted(needed) if not (folder / f"{key}.wav").is_file()]
    for key in missing:
        print(f'{key}.wav is not there: the machine\'s voice says "{needed[key].read}".')
    print(f"{len(needed) - len(missing)} of {len(needed)} pieces recorded, {len(faults)} to put right.")
    return 1 if faults else 0
