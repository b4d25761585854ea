"""Session API: sign in and out, change one's own password, add the first admin."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, Response, jsonify, request
from pydantic import Field

from services.counter.accounts import known_pc
from services.counter.context import context
from services.counter.refusals import (
    FirstWrong,
    NameTaken,
    PasswordShort,
    PasswordWeak,
    PasswordWrong,
    SignInsBusy,
    SignInWait,
    SignInWrong,
)
from services.counter.shapes import SessionResponse, SignedOut
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS, AccountOff
from services.staff.sessions import Session
from services.staff.sign_in import pc_cookie, recorder, required_session, session_cookie
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, documented
from services.web.request_body import Body, read_body, request_key
from waitingroom.refusals import LogLost, Unavailable
from waitingroom.tokens import press_digest

routes = Blueprint("session", __name__, url_prefix="/api/counter/v1")

SIGN_IN_REFUSALS = (AccountOff, SignInsBusy, SignInWrong, Unavailable, LogLost)
PASSWORD_REFUSALS = (PasswordShort, PasswordWeak)


class Credentials(Body):
    """User name and password."""

    username: Annotated[str, Field(max_length=100)]
    password: Annotated[str, Field(max_length=200)]


class NewPassword(Body):
    """The old and the new password."""

    old: Annotated[str, Field(max_length=200)]
    new: Annotated[str, Field(max_length=200)]


class FirstAdmin(Body):
    """The code for the first admin, and the account to create."""

    code: Annotated[str, Field(max_length=40)]
    username: Annotated[str, Field(max_length=100)]
    password: Annotated[str, Field(max_length=200)]


@routes.post("/session")
@documented(
    answers={200: Answer("Signed in", SessionResponse)}, bodies=(Credentials,),
    refuses=(*SIGN_IN_REFUSALS, SignInWait),
)  # fmt: skip
def sign_in() -> Response:
    """Sign in."""
    body = read_body(Credentials)
    username = body.username.strip().lower()
    source = known_pc.source_of(_known_pc(), username, request.remote_addr or "", context().known_pc_secret)
    return _sign_in_response(*context().accounts.sign_in(username, body.password, source=source))


@routes.post("/first-admin")
@documented(
    answers={200: Answer("Signed in", SessionResponse)}, bodies=(FirstAdmin,),
    refuses=(*SIGN_IN_REFUSALS, *PASSWORD_REFUSALS, FirstWrong, NameTaken),
)  # fmt: skip
def first_admin() -> Response:
    """Create the first admin's account, with the code from operations, and sign in."""
    body = read_body(FirstAdmin)
    username = body.username.strip().lower()
    return _sign_in_response(
        *context().accounts.first_admin(
            body.code, username, body.password, record=recorder(f"staff:{username}")
        )
    )  # fmt: skip


@routes.get("/session")
@documented(
    answers={200: Answer("Who is signed in", SessionResponse)}, refuses=SESSION_REFUSALS, may="signed-in"
)
def whoami() -> dict[str, Any]:
    """Return the signed-in account."""
    return _session_json(required_session())


@routes.delete("/session")
@documented(
    answers={200: Answer("Signed out", SignedOut)}, headers=(CSRF,), refuses=CHANGE_REFUSALS, may="signed-in"
)  # fmt: skip
def sign_out() -> Response:
    """Sign out."""
    session = required_session(csrf=True)
    context().accounts.sessions.remove(request.cookies[session_cookie()])
    response = jsonify({"signed_out": session.username})
    response.delete_cookie(
        session_cookie(), path="/", secure=request.scheme == "https", httponly=True, samesite="Strict"
    )
    return response


@routes.post("/session/password")
@documented(
    answers={200: Answer("The password is the new one", SessionResponse)}, bodies=(NewPassword,),
    headers=(CSRF, IDEMPOTENCY_KEY), may="signed-in",
    refuses=(*CHANGE_REFUSALS, *PASSWORD_REFUSALS, PasswordWrong, SignInsBusy, SignInWait),
)  # fmt: skip
def change_password() -> dict[str, Any]:
    """Change one's own password; the account's other sessions end."""
    session = required_session(csrf=True)
    body = read_body(NewPassword)
    context().accounts.change_own_password(
        session, request.cookies[session_cookie()], body.old, body.new,
        key=press_digest(session.account.actor, request_key()), record=recorder(session.account.actor),
    )  # fmt: skip
    return _session_json(session)


def _sign_in_response(token: str, session: Session) -> Response:
    response = jsonify(_session_json(session))
    secret = context().known_pc_secret
    pc = known_pc.after_sign_in(_known_pc(), session.username, secret).encode(secret)
    for name, value, age_s in ((session_cookie(), token, None), (pc_cookie(), pc, known_pc.COOKIE_AGE_S)):
        response.set_cookie(
            name, value, max_age=age_s, httponly=True, samesite="Strict", secure=request.scheme == "https", path="/"
        )  # fmt: skip
    return response


def _known_pc() -> known_pc.KnownPc | None:
    """Return the requesting PC if it is known, else None."""
    return known_pc.KnownPc.decode(context().known_pc_secret, request.cookies.get(pc_cookie(), ""))


def _session_json(session: Session) -> dict[str, Any]:
    return {
        "csrf_token": session.csrf_token,
        "staff": {
            "username": session.username,
            "roles": list(session.roles),
            "agencies": list(session.agencies),
            "calls_numbers": session.calls_numbers,
            "may": sorted(session.permissions),
        },
    }
