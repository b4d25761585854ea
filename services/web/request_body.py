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
"""Maximum nesting of a body; a house has 8 levels. Later encoders and recursive code support less than the parser."""
_KEY = re.compile(r"[\x21-\x7e]{1,64}")

M = TypeVar("M", bound=BaseModel)

_PROCESS = secrets.token_hex(16)
_COUNT = itertools.count()


class Body(BaseModel):
    """A request body: unknown members are rejected, types are not coerced."""

    model_config = ConfigDict(extra="forbid", strict=True)


def read_body(model: type[M]) -> M:
    """
    Parse and validate the JSON body; an empty body counts as {}.

    Raises:
        NotJson: wrong media type. LengthRequired: chunked body. Malformed: not JSON, or does not match the model.
    """
    try:
        return model.model_validate(_read_object())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"]) or "body"
        raise Malformed(why=f"{path}: {first['msg']}") from error


def stamp(actor: str) -> Press:
    """
    Return the press of this request, with digests of its key and actor, and of its method, path and body.

    Raises:
        Malformed, NotJson, LengthRequired: as request_key and read_body.
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
    Return the Idempotency-Key of this request, or a new key, so that the request is a new press.

    Raises:
        Malformed: the key is longer than 64 characters or not visible ASCII.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise Malformed(why="Idempotency-Key: 1 to 64 visible characters")
    return key or new_key()


def new_key() -> str:
    """Return a unique key that cannot be guessed: the process's secret and a counter, without a system call."""
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
    """Parse a JSON body; its media type forces other sites into a CORS preflight. Raises NotJson, Malformed."""
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
    """Return whether a value has more than DEPTH_MAX levels; iterative, because recursion could overflow the stack."""
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
