"""Files of media as two services know them: how they are named, what they are, and how they are given out."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import BinaryIO

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

CONTENT_TYPES = {
    "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "mp4": "video/mp4", "webm": "video/webm",
}  # fmt: skip
"""What a file is by the end of its name, whatever it holds."""
NAME = re.compile(rf"[0-9a-f]{{64}}\.(?:{'|'.join(CONTENT_TYPES)})")
KEPT_S = 31_536_000
"""A year: a name is its content's digest, so what it names never changes."""
PART_BYTES = 65_536


def answer(folder: Path | None, name: str) -> Response | None:
    """Give the answer that hands out a file, whole or the part asked for; None if there is no such file."""
    if folder is None or NAME.fullmatch(name) is None:
        return None
    try:
        file = (folder / name).open("rb")
    except OSError:
        return None
    size = file.seek(0, 2)
    file.seek(0)
    given = Response(
        _InParts(file, PART_BYTES),
        content_type=CONTENT_TYPES[name.rpartition(".")[2]],
        direct_passthrough=True,
    )
    given.content_length = size
    given.set_etag(name.partition(".")[0])
    given.headers["Cache-Control"] = f"public, max-age={KEPT_S}, immutable"
    try:
        given.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable as beyond:
        file.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{beyond.length}"})
    return given


class _InParts(FileWrapper):
    """Reads a file part by part, and lets others have their turn between two: calls go first."""

    def __init__(self, file: BinaryIO, part_bytes: int) -> None:
        super().__init__(file, part_bytes)

    def __next__(self) -> bytes:
        time.sleep(0)
        return super().__next__()
