"""Names, types and responses of media files, shared by the counter service and the display."""

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
"""Content type by file extension."""
NAME = re.compile(rf"[0-9a-f]{{64}}\.(?:{'|'.join(CONTENT_TYPES)})")
MAX_AGE_S = 31_536_000
"""One year: a file's name is the digest of its content, so the content never changes."""
PART_BYTES = 65_536


def file_response(folder: Path | None, name: str) -> Response | None:
    """Return the response with a file or the requested range of it; None if there is no such file."""
    if folder is None or NAME.fullmatch(name) is None:
        return None
    try:
        file = (folder / name).open("rb")
    except OSError:
        return None
    size = file.seek(0, 2)
    file.seek(0)
    response = Response(
        _PartReader(file, PART_BYTES),
        content_type=CONTENT_TYPES[name.rpartition(".")[2]],
        direct_passthrough=True,
    )
    response.content_length = size
    response.set_etag(name.partition(".")[0])
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_S}, immutable"
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable as error:
        file.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{error.length}"})
    return response


class _PartReader(FileWrapper):
    """Reads a file in chunks and yields to other green threads between them, so that calls take precedence."""

    def __init__(self, file: BinaryIO, part_bytes: int) -> None:
        super().__init__(file, part_bytes)

    def __next__(self) -> bytes:
        time.sleep(0)
        return super().__next__()
