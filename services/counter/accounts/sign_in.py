"""
Who is asking: sign-in, the session's cookie, CSRF, and whether the session may ask that.

The cookie is HttpOnly and SameSite=Strict, named by port so that two runs on one
machine do not disturb each other; over https it is also Secure and ``__Host-``.
"""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from pydantic import Field
from werkzeug.http import parse_cookie

from services.counter.accounts.accounts import OFF, PASSWORD, Change, Record, Session
from services.counter.accounts.passwords import PasswordShort, SignInsBusy
from services.counter.accounts.permissions import needed
from services.counter.context import context
from services.counter.refusals import (
    CHANGE_REFUSALS,
    SESSION_REFUSALS,
    AccountOff,
    CsrfMissing,
    FirstWrong,
    NameTaken,
    NoSession,
    PasswordChanged,
    PasswordWrong,
    SessionEnded,
    SessionForced,
    SignInWait,
    SignInWrong,
)
from services.counter.shapes import SessionShown, SignedOut
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, Route, documented
from services.web.request_body import Body, new_key, read_body, request_key
from waitingroom.facts import Press, StaffRecorded
from waitingroom.local_time import iso
from waitingroom.refusals import Unavailable
from waitingroom.tokens import press_digest

routes = Blueprint("session", __name__, url_prefix="/api/counter/v1")

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


SIGN_IN_REFUSALS = (AccountOff, SignInsBusy, SignInWait, SignInWrong, Unavailable)


class Credentials(Body):
    """Who signs in."""

    username: Annotated[str, Field(max_length=100)]
    password: Annotated[str, Field(max_length=200)]


class NewPassword(Body):
    """A new password, by who knows the old one."""

    old: Annotated[str, Field(max_length=200)]
    new: Annotated[str, Field(max_length=200)]


class FirstAdmin(Body):
    """The first admin's code, and the account it makes."""

    code: Annotated[str, Field(max_length=40)]
    username: Annotated[str, Field(max_length=100)]
    password: Annotated[str, Field(max_length=200)]


def init_app(app: Flask) -> None:
    """Let nobody in without the permission a route needs."""
    app.before_request(_let_in)


@routes.post("/session")
@documented(answers={200: Answer("Signed in", SessionShown)}, bodies=(Credentials,), refuses=SIGN_IN_REFUSALS)
def sign_in() -> Response:
    """Sign in."""
    wish = read_body(Credentials)
    return _signed_in(
        *context().accounts.sign_in(
            wish.username.strip().lower(), wish.password, address=request.remote_addr or ""
        )
    )


@routes.post("/first-admin")
@documented(
    answers={200: Answer("Signed in", SessionShown)}, bodies=(FirstAdmin,), refuses=(*SIGN_IN_REFUSALS, FirstWrong, NameTaken, PasswordShort)
)  # fmt: skip
def first_admin() -> Response:
    """Make the first admin's account, for a code that operations printed, and sign in."""
    wish = read_body(FirstAdmin)
    username = wish.username.strip().lower()
    return _signed_in(
        *context().accounts.first_admin(
            wish.code, username, wish.password, address=request.remote_addr or "",
            record=recorder(f"staff:{username}"),
        )
    )  # fmt: skip


@routes.get("/session")
@documented(
    answers={200: Answer("Who is signed in", SessionShown)}, refuses=SESSION_REFUSALS, may="signed-in"
)
def whoami() -> dict[str, Any]:
    """Say who is signed in."""
    return _shown(required_session())


@routes.delete("/session")
@documented(
    answers={200: Answer("Signed out", SignedOut)}, headers=(CSRF,), refuses=CHANGE_REFUSALS, may="signed-in"
)  # fmt: skip
def sign_out() -> Response:
    """Sign out."""
    session = required_session(csrf=True)
    context().accounts.sign_out(request.cookies[_cookie()])
    answer = jsonify({"signed_out": session.username})
    answer.delete_cookie(
        _cookie(), path="/", secure=request.scheme == "https", httponly=True, samesite="Strict"
    )
    return answer


@routes.post("/session/password")
@documented(
    answers={200: Answer("The password is the new one", SessionShown)}, bodies=(NewPassword,), headers=(CSRF, IDEMPOTENCY_KEY),
    refuses=(*CHANGE_REFUSALS, PasswordShort, PasswordWrong, SignInsBusy, SignInWait), may="signed-in",
)  # fmt: skip
def change_password() -> dict[str, Any]:
    """Change one's own password; the account's other sessions end."""
    session = required_session(csrf=True)
    wish = read_body(NewPassword)
    context().accounts.change_own_password(
        session, request.cookies[_cookie()], wish.old, wish.new, address=request.remote_addr or "",
        key=press_digest(session.account.actor, request_key()), record=recorder(session.account.actor),
    )  # fmt: skip
    return _shown(session)


def required_session(*, csrf: bool = False, may: str | None = None) -> Session:
    """
    Give the session of this request; it was let in by _let_in, before the route began.

    csrf: the route changes something, which _let_in sees by the method; may: a further permission.
    Raises:
        Forbidden: no role of the session has it.
    """
    session: Session = g.session
    assert not csrf or request.method not in SAFE, request.endpoint
    if may is not None:
        session.check(may)
    return session


def _let_in() -> None:
    """
    Let a request to a route that says which permission it needs pass only with it, before anything is read.

    Raises:
        NoSession, SessionEnded, SessionForced, PasswordChanged, AccountOff. CsrfMissing: something would be
        changed and the token is missing or wrong. Forbidden: no role of the session has the permission.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    route: Route | None = view.__dict__.get("antre_route") if view else None
    if route is None or route.may is None:
        return
    changes = request.method not in SAFE
    session = _session(at_work=changes)
    if changes:
        given = request.headers.get("X-CSRF-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), session.csrf_token.encode()):
            raise CsrfMissing()
    session.check(needed(route.may, request.view_args or {}))
    g.session, g.session_id = session, session.id


def _session(*, at_work: bool) -> Session:
    # Not request.cookies, which walks through every header of the press first.
    token = parse_cookie(request.environ.get("HTTP_COOKIE")).get(_cookie(), "")
    if not token:
        raise NoSession()
    session = context().accounts.session(token, at_work=at_work)
    if session is None:
        raise SessionEnded()
    if not isinstance(session, Session):
        if session.why == OFF:
            raise AccountOff()
        refusal = PasswordChanged if session.why == PASSWORD else SessionForced
        raise refusal(time=local_clock(session.at_ms))
    return session


def recorder(actor: str) -> Record:
    """Give what records a change of an account in the house's own log, as this actor's press."""
    press, house = press_of(actor), context().halls.house

    def record(change: Change) -> None:
        house.record(
            lambda now_ms: StaffRecorded(
                at_ms=now_ms, press=press, username=change.username, action=change.action,
                before=change.before, after=change.after,
            )
        )  # fmt: skip

    return record


def press_of(actor: str) -> Press:
    """
    Stamp this request as an actor's press whose wish is no digest of its body.

    A body may hold a password or a code, and a log must not.
    """
    return Press(
        key=press_digest(actor, new_key()), wish=press_digest(request.method, request.path),
        by=actor, request_id=g.request_id,
    )  # fmt: skip


def local_clock(at_ms: int) -> str:
    """Give a time as the clock of the house's first venue shows it: "10.12"."""
    house = context().halls.house.edition.house
    zone = next(iter(house.venues.values())).time_zone if house and house.venues else "UTC"
    return iso(at_ms, zone)[11:16].replace(":", ".")


def _signed_in(token: str, session: Session) -> Response:
    answer = jsonify(_shown(session))
    secure = request.scheme == "https"
    answer.set_cookie(_cookie(), token, httponly=True, samesite="Strict", secure=secure, path="/")
    return answer


def _shown(session: Session) -> dict[str, Any]:
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


def _cookie() -> str:
    if request.scheme == "https":
        return "__Host-antre_session"
    settings = context().settings
    own = 0 if settings.behind_gateway else settings.port
    return f"antre_session_{own or request.host.rpartition(':')[2]}"
