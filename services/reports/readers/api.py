"""The API for admins to create and revoke readers, and the check of reader tokens."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from services.reports.context import context
from services.reports.refusals import TooManyReaders, UnknownReader
from services.reports.webhooks.api import EDIT, READ
from services.reports.webhooks.shapes import Done, NewReader, ReaderList, ReaderMade
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sign_in import required_session
from services.web import logs
from services.web.openapi import CSRF, Answer, documented
from services.web.request_body import read_body

routes = Blueprint("readers", __name__, url_prefix="/api/reports/v1/readers")


@routes.get("")
@documented(answers={200: Answer("Every reader", ReaderList)}, refuses=SESSION_REFUSALS, may=READ)
def list_readers() -> dict[str, Any]:
    """List every reader, including revoked ones, without tokens."""
    return {"readers": context().readers.all()}


@routes.post("")
@documented(
    answers={201: Answer("Made; its token is given this once", ReaderMade)}, bodies=(NewReader,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, TooManyReaders), may=EDIT,
)  # fmt: skip
def make_reader() -> tuple[dict[str, str], int]:
    """Create a reader whose token lets another program read figures and nothing else."""
    by, name = required_session(csrf=True).account.actor, read_body(NewReader).name.strip()
    id, token = context().readers.make(name, by=by, now_ms=context().halls.clock.now_ms())
    logs.info("reader_made", reader=id, name=name, by=by)
    return {"id": id, "token": token}, 201


@routes.delete("/<reader_id>")
@documented(
    answers={200: Answer("Its token opens nothing any more", Done)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, UnknownReader), may=EDIT,
)  # fmt: skip
def revoke_reader(reader_id: str) -> dict[str, str]:
    """Revoke a reader's token."""
    by = required_session(csrf=True).account.actor
    name = context().readers.revoke(reader_id, by=by, now_ms=context().halls.clock.now_ms())
    logs.info("reader_revoked", reader=reader_id, name=name, by=by)
    return {"id": reader_id}


def check_token(token: str) -> None:
    """Check a reader token. Raises UnknownToken, TooManyReads."""
    address = request.remote_addr or ""
    context().readers.check(token, address=address, now_ms=context().halls.clock.now_ms())
