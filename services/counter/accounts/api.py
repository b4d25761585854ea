"""Staff accounts API for the admin page: list, create and change accounts, reset passwords, end sessions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field

from services.counter.context import context
from services.counter.refusals import LastAdmin, SignInsBusy, UnknownAccount
from services.counter.shapes import AccountSaved, SignedOutEverywhere, StaffResponse
from services.staff.account import AGENCIES_MAX, Account
from services.staff.permissions import PERMISSIONS, ROLES
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sessions import Session
from services.staff.sign_in import recorder, required_session
from services.web.openapi import CSRF, Answer, documented
from services.web.problems import BODY_REFUSALS
from services.web.request_body import Body, read_body
from waitingroom import refusals
from waitingroom.local_time import iso

routes = Blueprint("staff_api", __name__, url_prefix="/api/counter/v1")


class AccountRequest(Body):
    """The desired state of an account. agencies: empty for all."""

    roles: Annotated[
        list[Literal["clerk", "supervisor", "reception", "admin", "auditor"]], Field(min_length=1)
    ]
    agencies: Annotated[
        list[Annotated[str, Field(max_length=60)]], Field(default_factory=list, max_length=AGENCIES_MAX)
    ]
    calls_numbers: bool = False
    active: bool = True


class SignOutRequest(Body):
    """session: the public id of one session; absent: all of them."""

    session: Annotated[str, Field(max_length=40)] | None = None


@routes.get("/staff")
@documented(answers={200: Answer("Every account", StaffResponse)}, refuses=SESSION_REFUSALS, may="staff")
def staff() -> dict[str, Any]:
    """List the accounts with their roles and active sessions."""
    session = required_session()
    return {
        "staff": [_account_json(account, session) for account in context().accounts.all()],
        "roles": {role: sorted(p for p, roles in PERMISSIONS.items() if role in roles) for role in ROLES},
    }


@routes.post("/staff/<username>")
@documented(
    answers={200: Answer("The account as it is now", AccountSaved)}, bodies=(AccountRequest,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, LastAdmin, SignInsBusy, refusals.UnknownAgency), may="staff-edit",
)  # fmt: skip
def save(username: str) -> dict[str, Any]:
    """Create or change an account; only this response contains a new account's password."""
    session = required_session(csrf=True)
    body = read_body(AccountRequest)
    house = context().halls.house.edition.house
    for agency in body.agencies:
        if house is None or agency not in house.agencies:
            raise refusals.UnknownAgency(agency=agency)
    password = context().accounts.change(
        username, roles=tuple(dict.fromkeys(body.roles)), agencies=tuple(dict.fromkeys(body.agencies)),
        active=body.active, calls_numbers=body.calls_numbers, record=recorder(session.account.actor),
    )  # fmt: skip
    account = context().accounts.get(username)
    assert account is not None
    return {"account": _account_json(account, session)} | ({"password": password} if password else {})


@routes.post("/staff/<username>/password")
@documented(
    answers={200: Answer("The new password", AccountSaved)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *BODY_REFUSALS, SignInsBusy, UnknownAccount), may="staff-edit",
)  # fmt: skip
def reset_password(username: str) -> dict[str, Any]:
    """Reset an account's password, which only this response contains; its sessions end."""
    session = required_session(csrf=True)
    read_body(Body)
    password = context().accounts.reset_password(username, record=recorder(session.account.actor))
    account = context().accounts.get(username)
    assert account is not None
    return {"account": _account_json(account, session), "password": password}


@routes.post("/staff/<username>/sign-out")
@documented(
    answers={200: Answer("Signed out", SignedOutEverywhere)}, bodies=(SignOutRequest,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, UnknownAccount), may="staff-edit",
)  # fmt: skip
def sign_out(username: str) -> dict[str, Any]:
    """Sign an account out everywhere, or end one of its sessions."""
    session = required_session(csrf=True)
    body = read_body(SignOutRequest)
    ended = context().accounts.force_out(username, body.session, record=recorder(session.account.actor))
    return {"signed_out": username, "sessions": ended}


def _account_json(account: Account, viewer: Session) -> dict[str, Any]:
    return (
        {"username": account.username}
        | account.public
        | {
            "sessions": [
                {
                    "id": s.id,
                    "since": iso(s.since_ms, context().time_zone) if s.since_ms else None,
                    "yours": s.id == viewer.id,
                }
                for s in context().accounts.sessions.of(account.username)
            ]
        }
    )
