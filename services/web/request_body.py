"""Read a request's body and idempotency key, and stamp its press."""

from __future__ import annotations

import itertools
import os
import re
import secrets
from typing import Any, TypeVar

import orjson
from flask import g, request
from pydantic import BaseModel, ConfigDict, ValidationError

from services.web.problems import LengthRequired, NotJson
from waitingroom.facts import Press
from waitingroom.refusals import Malformed
from waitingroom.tokens import press_digest

BODY_BYTES_MAX = 16_384
JSON = "application/json"
DEPTH_MAX = 32
"""Levels of a body; a whole house has 8. What writes or walks through it again has fewer to spare than the reader."""
_KEY = re.compile(r"[\x21-\x7e]{1,64}")

M = TypeVar("M", bound=BaseModel)

_PROCESS = secrets.token_hex(16)
_COUNT = itertools.count()


class Body(BaseModel):
    """A request body: only known members, no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


def read_body(model: type[M]) -> M:
    """
    Read the JSON body; an absent one is the empty object.

    Raises:
        NotJson: by its media type. LengthRequired: it comes in chunks. Malformed: not JSON, or not of this shape.
    """
    try:
        return model.model_validate(_read_object())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise Malformed(why=f"{where}: {first['msg']}") from error


def stamp(actor: str) -> Press:
    """
    Stamp the press of this request: digests of its key, by actor, and of its method, path and body.

    Raises:
        Malformed: as request_key.
    """
    key = request_key()
    canonical = orjson.dumps(_read_object(), option=orjson.OPT_SORT_KEYS).decode()
    return Press(
        key=press_digest(actor, key),
        wish=press_digest(request.method, request.path, canonical),
        by=actor,
        request_id=g.request_id,
    )


def request_key() -> str:
    """
    Return the key of this request; without an Idempotency-Key every request is a new press.

    Raises:
        Malformed: the key is longer than 64 characters or not visible ASCII.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise Malformed(why="Idempotency-Key: 1 to 64 visible characters")
    return key or new_key()


def new_key() -> str:
    """Return a key that no request has or can guess: this process's secret and a count, without a system call."""
    return f"none {_PROCESS} {os.getpid()} {next(_COUNT)}"


def _read_object() -> dict[str, Any]:
    """Parse the body once. Raises NotJson, LengthRequired, Malformed."""
    if "body" not in g:
        if "HTTP_TRANSFER_ENCODING" in request.environ:
            raise LengthRequired()
        raw = request.get_data()
        g.body = _parse(raw) if raw.strip() else {}
        if not isinstance(g.body, dict):
            raise Malformed(why="JSON object expected")
    body: dict[str, Any] = g.body
    return body


def _parse(raw: bytes) -> Any:
    """Parse a body that a page of another site could not have sent without asking. Raises NotJson, Malformed."""
    if request.environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != JSON:
        raise NotJson()
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed(why="JSON expected") from error
    if raw.count(b"[") + raw.count(b"{") > DEPTH_MAX and _is_deep(body):
        raise Malformed(why=f"{DEPTH_MAX} levels at most")
    return body


def _is_deep(value: Any) -> bool:
    """Return whether a value has more than DEPTH_MAX levels: level by level, since a recursion would end too deep."""
    level = [value]
    for _ in range(DEPTH_MAX):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
