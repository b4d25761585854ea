"""House API: read, edit, import and export; every change is validated, live at once, and audited."""

from __future__ import annotations

import base64
import time
from typing import Annotated, Any, ClassVar, Literal

from flask import Blueprint, Response, g, request
from pydantic import Field, model_validator

from services.counter.context import context
from services.counter.house.house_file import (
    FILE_BYTES_MAX,
    read_house_apart,
    write_house_text,
)
from services.counter.house.saving import (
    FILE_REFUSALS,
    SAVE_REFUSALS,
    file_refusals,
    read_large,
    save,
    saved_response,
    times,
)
from services.counter.shapes import (
    Audit,
    HouseFile,
    HouseImported,
    HouseResponse,
    HouseSavedResponse,
    RemovalResponse,
)
from services.staff.refusals import SESSION_REFUSALS
from services.staff.sign_in import local_clock, required_session
from services.web.openapi import CSRF, Answer, documented
from services.web.request_body import Body
from waitingroom import refusals
from waitingroom.house.changes import HOUSE, NAMED, SECTIONS, differences, item_id, without
from waitingroom.house.live_house import AuditEntry
from waitingroom.house.reader import COUNTERS_MAX, SERVICES_MAX
from waitingroom.live.live_hall import PRESS_DEADLINE_S
from waitingroom.local_time import iso
from waitingroom.refusals import Malformed, Refusal

routes = Blueprint("house_api", __name__, url_prefix="/api/counter/v1")

YAML = "application/yaml"
HOUSE_FIELDS = ("name", "motto", "pronunciations", "outcomes")
"""Editable fields of the house itself; its id cannot change."""
AUDIT_PAGE = 50
BASE64_MAX = (FILE_BYTES_MAX + 2) // 3 * 4
SPARE_BYTES = 1_024
"""Allowed in a body in addition to the file."""

Content = dict[str, Any]
Item = dict[str, Any]


class StaleEdit(Refusal):
    """The item was changed after the page read it; ``now``: its current value."""

    slug, kind = "stale-edit", refusals.CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Bagian ini baru diubah oleh {by} pukul {time}. Perubahan Anda belum disimpan: periksa isi terbaru, lalu simpan lagi.",
        "{by} changed this at {time}. Your change was not saved: check what it says now, then save again.",
    )


class UnknownSection(Refusal):
    """The house has no such section."""

    slug, kind = "unknown-section", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Bagian {section!r} tidak ada. Yang ada: {sections}.",
        "There is no section {section!r}. There are: {sections}.",
    )


class EditRequest(Body):
    """
    An item before and after the edit; null if it did not exist, or is removed.

    takes: for a removal, the expected side effects as listed by GET …/removal; absent: remove only the item.
    """

    before: Item | None = None
    value: Item | None = None
    takes: Annotated[list[str], Field(max_length=COUNTERS_MAX + SERVICES_MAX)] | None = None
    even_so: bool = False


class OrderRequest(Body):
    """The ids of a section's items, in the old and in the new order."""

    before: Annotated[list[str], Field(max_length=COUNTERS_MAX)]
    value: Annotated[list[str], Field(max_length=COUNTERS_MAX)]


class HouseRequest(Body):
    """The house's own fields before and after the edit: name, motto, pronunciations, outcomes."""

    before: Item
    value: Item


class ImportRequest(Body):
    """A whole house as YAML or JSON: its text, or the bytes of its file in base64, whose encoding is then detected."""

    text: Annotated[str, Field(max_length=FILE_BYTES_MAX)] | None = None
    file: Annotated[str, Field(max_length=BASE64_MAX)] | None = None
    even_so: bool = False

    @model_validator(mode="after")
    def _check(self) -> ImportRequest:
        if (self.text is None) == (self.file is None):
            raise ValueError("text or file: exactly one of them")
        _ = self.data
        return self

    @property
    def data(self) -> bytes:
        """The bytes of the file. Raises ValueError: invalid base64."""
        return (self.text or "").encode() if self.file is None else base64.b64decode(self.file, validate=True)


class ExceptionRequest(Body):
    """An exception for one day: closed, or other hours ("08:00-12:00, 13:00-15:00"); remove: delete the exception."""

    venue: Annotated[str, Field(max_length=60)]
    agency: Annotated[str, Field(max_length=60)] | None = None
    day: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
    closed: Literal[True] | None = None
    hours: Annotated[str, Field(max_length=120)] | None = None
    note: dict[str, str] | None = None
    remove: bool = False
    even_so: bool = False


KNOWN = {
    "name": "known", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 0},
    "description": "The edition that the page has; its content is not sent again.",
}  # fmt: skip
BEFORE = {
    "name": "before", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 1},
    "description": "Only changes before this sequence.",
}  # fmt: skip


@routes.get("/house")
@documented(
    answers={200: Answer("The house as it is now", HouseResponse)},
    headers=(KNOWN,),
    refuses=(*SESSION_REFUSALS, Malformed),
    may="house",
)
def house() -> dict[str, Any]:
    """Return the house's content, unless the page already has this edition, and each venue's service day."""
    required_session()
    known = _number("known")
    edition = context().halls.house.edition
    return times(edition.house) | {
        "seq": edition.seq,
        "attention": context().storage.with_attention([], context().time_zone),
        "content": edition.house.content if edition.house and edition.seq != known else None,
    }


@routes.post("/house/import")
@documented(
    answers={200: Answer("Saved and in effect; lists media without a file", HouseImported)},
    bodies=(ImportRequest,), headers=(CSRF,),
    refuses=(*SAVE_REFUSALS, *FILE_REFUSALS), may="house-edit",
)  # fmt: skip
def import_house() -> dict[str, Any]:
    """Replace the house by the content of a file."""
    session = required_session(csrf=True)
    body = read_large(ImportRequest, BASE64_MAX + SPARE_BYTES)
    with file_refusals():
        content = read_house_apart(body.data, "house.yaml")
    g.deadline = (
        time.monotonic() + PRESS_DEADLINE_S
    )  # saving gets a deadline of its own after reading the file
    edition = save(lambda now: content, session=session, even_so=body.even_so)
    files = context().media.files()
    media = edition.house.media.values() if edition.house else ()
    return saved_response(edition) | {
        "missing_media": [m.id for m in media if m.file and m.file not in files]
    }


@routes.get("/house/export")
@documented(
    answers={200: Answer("The whole house as one file", HouseFile, media=YAML)},
    refuses=(*SESSION_REFUSALS, refusals.NotReady, refusals.LogLost),
    may="house",
)
def export_house() -> Response:
    """Return the whole house as one YAML file."""
    required_session()
    house, edition = context().halls.current_house(), context().halls.house.edition
    response = Response(write_house_text(house.content), content_type=f"{YAML}; charset=utf-8")
    name = f"{house.id}-{edition.seq}.yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.post("/house/exceptions")
@documented(
    answers={200: Answer("Saved and in effect", HouseSavedResponse)}, bodies=(ExceptionRequest,), headers=(CSRF,),
    refuses=(*SAVE_REFUSALS, refusals.UnknownVenue), may="house-edit",
)  # fmt: skip
def set_exception() -> dict[str, Any]:
    """Set or remove an exception for one day of a venue, or of an agency there."""
    session = required_session(csrf=True)
    body = read_large(ExceptionRequest)
    exception = body.model_dump(exclude_none=True, exclude={"venue", "remove", "even_so"})

    def change(now: Content) -> Content:
        index = next((n for n, v in enumerate(now.get("venues", [])) if v["id"] == body.venue), None)
        if index is None:
            raise refusals.UnknownVenue(venue=body.venue)
        venue = now["venues"][index]
        others = [
            e for e in venue.get("exceptions", []) if (e["day"], e.get("agency")) != (body.day, body.agency)
        ]
        exceptions = others if body.remove else [*others, exception]
        if exceptions or "exceptions" in venue:
            now["venues"][index] = venue | {"exceptions": exceptions}
        return now

    return saved_response(save(change, session=session, even_so=body.even_so))


@routes.post("/house")
@documented(
    answers={200: Answer("Saved and in effect", HouseSavedResponse)}, bodies=(HouseRequest,), headers=(CSRF,),
    refuses=(*SAVE_REFUSALS, StaleEdit), may="house-edit",
)  # fmt: skip
def edit_house() -> dict[str, Any]:
    """Change the house's own fields: name, motto, pronunciations, outcomes."""
    session = required_session(csrf=True)
    body = read_large(HouseRequest)
    if unknown := {*body.before, *body.value} - set(HOUSE_FIELDS):
        raise Malformed(why=f"{min(unknown)[:60]}: one of {', '.join(HOUSE_FIELDS)}")

    def change(now: Content) -> Content:
        current = {key: now[key] for key in HOUSE_FIELDS if key in now}
        if current == body.value:
            return now
        if current != body.before:
            g.problem_extension = {"now": current, "seq": context().halls.house.edition.seq}
            raise _stale(HOUSE, (str(now.get("id")),))
        rest = {key: value for key, value in now.items() if key not in ("id", *HOUSE_FIELDS)}
        return {"id": now.get("id")} | body.value | rest

    return saved_response(save(change, session=session, even_so=False))


@routes.post("/house/<section>/order")
@documented(
    answers={200: Answer("Saved and in effect", HouseSavedResponse)}, bodies=(OrderRequest,), headers=(CSRF,),
    choices={"section": list(SECTIONS)}, refuses=(*SAVE_REFUSALS, StaleEdit, UnknownSection), may="house-edit",
)  # fmt: skip
def order(section: str) -> dict[str, Any]:
    """Reorder a section's items."""
    session = required_session(csrf=True)
    _check_section(section)
    body = read_large(OrderRequest)
    if sorted(body.before) != sorted(body.value):
        raise Malformed(why="value: the same ids as before, in another order")

    def change(now: Content) -> Content:
        items = {item_id(section, item): item for item in now.get(section, [])}
        if list(items) == body.value:
            return now
        if list(items) != body.before:
            g.problem_extension = {"now": list(items), "seq": context().halls.house.edition.seq}
            raise _stale(section, ("",))
        return now | {section: [items[id] for id in body.value]}

    return saved_response(save(change, session=session, even_so=False))


@routes.post("/house/<section>/<item_id>")
@documented(
    answers={200: Answer("Saved and in effect", HouseSavedResponse)}, bodies=(EditRequest,), headers=(CSRF,),
    choices={"section": list(SECTIONS)}, refuses=(*SAVE_REFUSALS, StaleEdit, UnknownSection), may="house-edit",
)  # fmt: skip
def edit(section: str, item_id: str) -> dict[str, Any]:
    """Add, change or remove one item: a venue, agency, service, counter, or a picture, video or text of the boards."""
    session = required_session(csrf=True)
    _check_section(section)
    body = read_large(EditRequest)
    key = _key(section, item_id, body)

    def change(now: Content) -> Content:
        items: list[Item] = now.setdefault(section, [])
        house = context().halls.house.edition.house
        index = house.places[section].get("/".join(key)) if house else None
        current = items[index] if index is not None else None
        if current == body.value:
            return now
        if current != body.before:
            g.problem_extension = {"now": current, "seq": context().halls.house.edition.seq}
            raise _stale(section, key)
        if index is None:
            items.append(body.value or {})
        elif body.value is None:
            return _remove(now, section, key, body.takes)
        else:
            items[index] = body.value
        return now

    return saved_response(save(change, session=session, even_so=body.even_so))


@routes.get("/house/<section>/<path:item_id>/removal")
@documented(
    answers={200: Answer("What removing it also removes and changes", RemovalResponse)},
    choices={"section": list(SECTIONS)}, refuses=(*SESSION_REFUSALS, UnknownSection, refusals.NotReady, refusals.LogLost),
    may="house",
)  # fmt: skip
def removal(section: str, item_id: str) -> dict[str, Any]:
    """List what removing an item (a counter: venue/id) would also remove or change; changes nothing."""
    required_session()
    _check_section(section)
    content = context().halls.current_house().content
    goes, changes = (_side_effects(content, section, item_id, whole=whole) for whole in (True, False))
    return {"goes": goes, "changes": changes}


@routes.get("/audit")
@documented(
    answers={200: Answer("Changes, newest first", Audit)},
    headers=(BEFORE,),
    refuses=(*SESSION_REFUSALS, Malformed),
    may="audit",
)
def audit() -> dict[str, Any]:
    """List changes of the house, accounts and devices: by whom, with the values before and after."""
    required_session()
    entries = context().halls.house.audit(before=_number("before"), count=AUDIT_PAGE + 1)
    page = entries[:AUDIT_PAGE]
    return {
        "changes": [_change(entry) for entry in page],
        "next": page[-1].seq if len(entries) > AUDIT_PAGE else None,
    }


def _remove(now: Content, section: str, key: tuple[str, ...], takes: list[str] | None) -> Content:
    """Remove an item and all that it takes with it. Raises StaleEdit if that is not what the page expects."""
    id = "/".join(key)
    if takes is None:
        return now | {section: [item for item in now[section] if _key_of(section, item) != key]}
    actual = (*_side_effects(now, section, id, whole=True), *_side_effects(now, section, id, whole=False))
    if sorted(takes) != sorted(actual):
        item = next(item for item in now[section] if _key_of(section, item) == key)
        g.problem_extension = {"now": item, "seq": context().halls.house.edition.seq}
        raise _stale(section, key)
    return without(now, section, id)


def _side_effects(content: Content, section: str, id: str, *, whole: bool) -> list[str]:
    """List what removing an item also removes (``whole``) or changes: "services/ktp-el", "counters/mpp-kupang/3"."""
    lines = differences(content, without(content, section, id)) if section in NAMED else []
    names = {f"{line.section}/{line.id}": None for line in lines if (line.field is None) == whole}
    return [name for name in names if name != f"{section}/{id}"]


def _check_section(section: str) -> None:
    if section not in SECTIONS:
        raise UnknownSection(section=section[:40], sections=", ".join(SECTIONS))


def _key(section: str, item_id: str, body: EditRequest) -> tuple[str, ...]:
    """Return an item's key: its id, for a counter with the venue. Raises Malformed if the body has another id."""
    items = [item for item in (body.before, body.value) if item is not None]
    if not items:
        raise Malformed(why="before or value: an item")
    keys = {_key_of(section, item) for item in items}
    key = keys.pop()
    if keys or key[-1] != item_id:
        raise Malformed(why=f"id: {item_id[:60]} in before and value")
    return key


def _key_of(section: str, item: Item) -> tuple[str, ...]:
    id = str(item.get("id"))
    return (str(item.get("venue")), id) if section == "counters" else (id,)


def _stale(section: str, key: tuple[str, ...]) -> StaleEdit:
    """Return the refusal, with the author and time of the item's last change."""
    id = "/".join(key)
    for change in context().halls.house.audit(before=None, count=AUDIT_PAGE):
        if any((line.section, line.id) == (section, id) for line in change.lines):
            return StaleEdit(by=_actor(change.by), time=local_clock(change.at_ms))
    return StaleEdit(by="?", time="?")


def _change(entry: AuditEntry) -> dict[str, Any]:
    house = context().halls.house.edition.house
    time_zone = next(iter(house.venues.values())).time_zone if house and house.venues else "UTC"
    return {
        "seq": entry.seq, "at": iso(entry.at_ms, time_zone), "by": _actor(entry.by), "more": entry.more,
        "lines": [line._asdict() for line in entry.lines],
    }  # fmt: skip


def _actor(by: str) -> str:
    """Return an actor for display: an account's name; "command" for operations."""
    return by.removeprefix("staff:") or "?"


def _number(name: str) -> int | None:
    """Return a number from the query string, None if absent. Raises Malformed."""
    text = request.args.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Malformed(why=f"{name}: a number")
    return int(text)
