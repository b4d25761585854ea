"""
Who is asking: sign-in, the session's cookie, CSRF.

The cookie is HttpOnly and SameSite=Strict, named by port so that two runs on one
machine do not disturb each other; over https it is also Secure and ``__Host-``.
"""

from __future__ import annotations

import hmac
from typing import Annotated, Any, ClassVar

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from pydantic import Field

from services.counter.shapes import SessionShown, SignedOut
from services.counter.staff import Session, StaffRoom
from services.web import problems
from services.web.app import Context
from services.web.openapi import CSRF, Answer, documented
from services.web.requests import Body, read_body
from services.web.settings import Settings
from waitingroom import refusals
from waitingroom.refusals import Refusal

routes = Blueprint("session", __name__, url_prefix="/api/counter/v1")


class NoSession(Refusal):
    """Nobody is signed in here."""

    slug, kind = "no-session", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Anda belum masuk. Silakan masuk dahulu.",
        "You are not signed in. Please sign in.",
    )


class SessionEnded(Refusal):
    """There was a session, and it ended."""

    slug, kind = "session-ended", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Anda perlu masuk lagi karena lama tidak aktif. Pekerjaan Anda tersimpan.",
        "Please sign in again: you were inactive for a while. Your work is saved.",
    )


class CsrfMissing(Refusal):
    """The request does not carry the session's CSRF token."""

    slug, kind = "csrf-missing", refusals.FORBIDDEN
    words: ClassVar[tuple[str, str]] = (
        "Permintaan ini tidak berasal dari halaman Anda. Muat ulang halaman, lalu coba lagi.",
        "This request did not come from your page. Reload the page and try again.",
    )


class Forbidden(Refusal):
    """The account may not do this."""

    slug, kind = "forbidden", refusals.FORBIDDEN
    words: ClassVar[tuple[str, str]] = (
        "Akun Anda tidak punya izin untuk ini. Mintalah kepada koordinator.",
        "Your account may not do this. Ask the coordinator.",
    )


class Credentials(Body):
    """Who signs in."""

    username: Annotated[str, Field(max_length=100)]
    password: Annotated[str, Field(max_length=200)]


def init_app(app: Flask) -> None:
    """Keep the staff room beside the context."""
    context: Context = app.extensions["antre"]
    app.extensions["staff_room"] = StaffRoom(context.vault, context.settings.session_hours * 3600)


@routes.post("/session")
@documented(
    answers={200: Answer("Signed in", SessionShown)}, bodies=(Credentials,), refuses=(401, 413, 422, 429, 503)
)
def sign_in() -> Response:
    """Sign in."""
    wish = read_body(Credentials)
    token, session = _staff_room().sign_in(
        wish.username.strip().lower(), wish.password, address=request.remote_addr or ""
    )
    answer = jsonify(_shown(session))
    secure = request.scheme == "https"
    answer.set_cookie(_cookie(), token, httponly=True, samesite="Strict", secure=secure, path="/")
    return answer


@routes.get("/session")
@documented(answers={200: Answer("Who is signed in", SessionShown)}, refuses=(401, 503))
def whoami() -> dict[str, Any]:
    """Say who is signed in."""
    return _shown(required_session())


@routes.delete("/session")
@documented(answers={200: Answer("Signed out", SignedOut)}, headers=(CSRF,), refuses=(401, 403, 503))
def sign_out() -> Response:
    """Sign out."""
    session = required_session(csrf=True)
    _staff_room().sign_out(request.cookies[_cookie()])
    answer = jsonify({"signed_out": session.username})
    answer.delete_cookie(
        _cookie(), path="/", secure=request.scheme == "https", httponly=True, samesite="Strict"
    )
    return answer


def required_session(*, csrf: bool = False) -> Session:
    """
    Give the session of this request.

    Raises:
        NoSession, SessionEnded. CsrfMissing: csrf is asked for and missing or wrong.
    """
    token = request.cookies.get(_cookie(), "")
    if not token:
        raise NoSession()
    session = _staff_room().session(token, at_work=csrf)
    if session is None:
        raise SessionEnded()
    if csrf:
        given = request.headers.get("X-CSRF-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), session.csrf_token.encode()):
            raise CsrfMissing()
    g.session_id = session.id
    return session


def _shown(session: Session) -> dict[str, Any]:
    return {
        "csrf_token": session.csrf_token,
        "staff": {
            "username": session.username,
            "roles": list(session.roles),
            "agencies": list(session.agencies),
        },
    }


def _cookie() -> str:
    if request.scheme == "https":
        return "__Host-antre_session"
    settings: Settings = current_app.extensions["antre"].settings
    own = 0 if settings.behind_gateway else settings.port
    return f"antre_session_{own or request.host.rpartition(':')[2]}"


def _staff_room() -> StaffRoom:
    room: StaffRoom = current_app.extensions["staff_room"]
    return room
