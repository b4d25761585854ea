"""Media API: upload pictures and videos for the boards into a folder that the display reads (docs/adr/0010-media.md)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import RequestEntityTooLarge

from services.counter.context import context
from services.counter.house.media_folder import (
    MEGABYTE,
    PICTURE_BYTES_MAX,
    UPLOAD_REFUSALS,
    VIDEO_BYTES_MAX,
    VideoTooLarge,
)
from services.counter.shapes import MediaResponse, MediaStored
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sign_in import required_session
from services.web import logs
from services.web.openapi import CSRF, Answer, documented

routes = Blueprint("media_api", __name__, url_prefix="/api/counter/v1")

ANY_FILE = "application/octet-stream"
SPARE_BYTES = 65_536
"""Accepted beyond the largest file, so that a larger one gets its own refusal instead of a bare 413."""


@routes.get("/media")
@documented(answers={200: Answer("The stored files", MediaResponse)}, refuses=SESSION_REFUSALS, may="house")
def media() -> dict[str, Any]:
    """List the media files, the space they take, and the limits."""
    required_session()
    folder = context().media
    files = folder.files()
    return {
        "files": files, "used_bytes": sum(files.values()), "folder_bytes_max": folder.bytes_max,
        "picture_bytes_max": PICTURE_BYTES_MAX, "video_bytes_max": VIDEO_BYTES_MAX,
    }  # fmt: skip


@routes.post("/media")
@documented(
    answers={200: Answer("Stored; items of the house can refer to it", MediaStored)}, takes=ANY_FILE, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *UPLOAD_REFUSALS), may="house-edit",
)  # fmt: skip
def upload() -> dict[str, Any]:
    """Upload a picture or video; boards show it once an item of the house refers to it."""
    required_session(csrf=True)
    request.max_content_length = VIDEO_BYTES_MAX + SPARE_BYTES
    house = context().halls.house.edition.house
    in_use = {item.file for item in house.media.values()} if house else None
    try:
        stored = context().media.take(request.stream, in_use=in_use)
    except RequestEntityTooLarge as error:
        raise VideoTooLarge(limit_mb=VIDEO_BYTES_MAX // MEGABYTE) from error
    logs.info("media_stored", file=stored.name, kind=stored.kind, bytes=stored.bytes)
    return {"file": stored.name, "kind": stored.kind, "bytes": stored.bytes, "seconds": stored.seconds}
