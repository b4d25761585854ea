"""
Authorization of requests: session cookie, CSRF token, and the permission that the route needs.

The session and PC cookies are HttpOnly and SameSite=Strict, and named by port so that two runs on one machine
do not interfere; over HTTPS they are also Secure and prefixed ``__Host-``.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from flask import Flask, current_app, g, request
from werkzeug.http import parse_cookie

from services.staff.account import AccountChange, RecordChange
from services.staff.permissions import required_permission
from services.staff.refusals import (
    AccountOff,
    CsrfMissing,
    NoSession,
    PasswordChanged,
    SessionEnded,
    SessionForced,
)
from services.staff.sessions import OFF, PASSWORD, Session, Sessions
from services.web.context import Context
from services.web.openapi import Route
from services.web.origins import port_of
from services.web.problems import SAFE
from services.web.request_body import new_key
from waitingroom.facts import Press, StaffRecorded
from waitingroom.local_time import iso
from waitingroom.refusals import Refusal
from waitingroom.tokens import press_digest

CheckToken = Callable[[str], None]
"""Accepts a reader's token, or raises a refusal."""


def init_app(app: Flask, sessions: Sessions, check_token: CheckToken | None = None) -> None:
    """Authorize every request before its route runs; check_token: checks readers' tokens on routes open to them."""
    app.before_request(lambda: _authorize(sessions, check_token))


def required_session(*, csrf: bool = False) -> Session:
    """
    Return the session of this request, which _authorize checked before the route ran.

    csrf: assert that the request's method changes something, so that its CSRF token was checked.
    """
    session: Session = g.session
    assert not csrf or request.method not in SAFE, request.endpoint
    return session


def has_permission(sessions: Sessions, permission: str) -> bool:
    """Return whether the client has a session with this permission, on a route that does not require one."""
    try:
        session = _session(sessions, at_work=False)
    except Refusal:
        return False
    return session.may(permission)


def _authorize(sessions: Sessions, check_token: CheckToken | None) -> None:
    """
    Check, before the body is read, that the session has the permission that the route needs.

    Raises:
        NoSession, SessionEnded, SessionForced, PasswordChanged, AccountOff. CsrfMissing: the request changes
        something and its CSRF token is missing or wrong. Forbidden: no role of the session has the permission.
        What check_token raises.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    route: Route | None = view.__dict__.get("antre_route") if view else None
    if route is None or route.may is None:
        return
    authorization = request.authorization if check_token and route.by_token else None
    if check_token and authorization and authorization.type == "bearer":
        check_token(authorization.token or "")
        return
    is_change = request.method not in SAFE
    session = _session(sessions, at_work=is_change)
    if is_change:
        token = request.headers.get("X-CSRF-Token", "")
        if not hmac.compare_digest(token.encode("utf-8", "replace"), session.csrf_token.encode()):
            raise CsrfMissing()
    session.check(required_permission(route.may, request.view_args or {}))
    g.session, g.session_id = session, session.id


def _session(sessions: Sessions, *, at_work: bool) -> Session:
    # request.cookies is slower: it iterates over all headers.
    token = parse_cookie(request.environ.get("HTTP_COOKIE")).get(session_cookie(), "")
    if not token:
        raise NoSession()
    session = sessions.get(token, at_work=at_work)
    if session is None:
        raise SessionEnded()
    if not isinstance(session, Session):
        if session.why == OFF:
            raise AccountOff()
        refusal = PasswordChanged if session.why == PASSWORD else SessionForced
        raise refusal(time=local_clock(session.at_ms))
    return session


def recorder(actor: str) -> RecordChange:
    """Return a function that records a change of an account in the house's log, as this actor's press."""
    press, house = press_of(actor), Context.current().halls.house

    def record(change: AccountChange) -> None:
        house.record(
            lambda now_ms: StaffRecorded(
                at_ms=now_ms, press=press, username=change.username, action=change.action,
                before=change.before, after=change.after,
            )
        )  # fmt: skip

    return record


def press_of(actor: str) -> Press:
    """Return this request as an actor's press, without a digest of its body, which may contain a password or code."""
    return Press(
        key=press_digest(actor, new_key()), wish=press_digest(request.method, request.path),
        by=actor, request_id=g.request_id,
    )  # fmt: skip


def local_clock(at_ms: int) -> str:
    """Format a time (ms UTC) in the time zone of the house's first venue: "10.12"."""
    return iso(at_ms, Context.current().time_zone)[11:16].replace(":", ".")


def session_cookie() -> str:
    """Return the name of the session's cookie."""
    return _cookie("session")


def pc_cookie() -> str:
    """Return the name of the cookie that identifies a PC with an earlier sign-in."""
    return _cookie("pc")


def _cookie(name: str) -> str:
    if request.scheme == "https":
        return f"__Host-antre_{name}"
    settings = Context.current().settings
    port = 0 if settings.behind_gateway else port_of(settings.counter_url) or settings.port
    return f"antre_{name}_{port or request.host.rpartition(':')[2]}"
