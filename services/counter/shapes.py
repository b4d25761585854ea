"""Response schemas of this service: the stable part, documented in openapi.json."""

from __future__ import annotations

from typing import Any

from services.web.openapi import Shape


class SessionResponse(Shape):
    """The signed-in account, and the CSRF token to send with every press."""

    csrf_token: str
    staff: Shape


class SignedOut(Shape):
    """The account that was signed out."""

    signed_out: str


class CounterInHall(Shape):
    """A counter in the hall."""

    id: str
    name: str
    agencies: list[str]
    open: bool


class LineResponse(Shape):
    """A service's line."""

    id: str
    waiting: int


class ListedResponse(Shape):
    """Missed and held tickets, newest first."""

    missed: list[dict[str, Any]]
    held: list[dict[str, Any]]


class NoticeResponse(Shape):
    """A notice to the visitors of a service or a zone, or to all if neither; until: when it ends automatically."""

    id: int
    text: dict[str, str]
    until: str
    service: str | None
    zone: str | None


class HallResponse(Shape):
    """The hall as staff see it."""

    seq: int
    epoch: str
    counters: list[CounterInHall]
    services: list[LineResponse]
    notices: list[NoticeResponse]


class TakenBackResponse(HallResponse):
    """The hall, and how many numbers were taken back."""

    numbers: int


class FactLine(Shape):
    """Something that happened: what, when, of which ticket, at which counter, by whom."""

    seq: int
    at: str
    kind: str
    number: str | None
    counter: str | None
    by: str


class Story(Shape):
    """Facts of a service day in the order they happened."""

    day: str
    facts: list[FactLine]


class WaitsScore(Shape):
    """
    Accuracy of n estimated waits, of visitors who were called later and not at once.

    Errors are measured from the middle of the range; bias above 0: estimated too long. Shares from 0 to 1: inside the
    range; under: inside or earlier; late: called more than ten minutes after its end.
    """

    n: int
    bias_min: float
    median_error_min: float
    mean_error_min: float
    inside: float
    under: float
    late: float


class WaitsOfService(WaitsScore):
    """The score of the waits for one service."""

    service: str


class WaitsOfHour(WaitsScore):
    """The score of the waits that were estimated in one hour of the venue's wall clock, 0 to 23."""

    hour: int


class WaitsOfDay(Shape):
    """The score of a service day; ``all`` is null if there is nothing to score."""

    day: str
    all: WaitsScore | None
    services: list[WaitsOfService]
    hours: list[WaitsOfHour]


class ReplayResponse(Shape):
    """The address of a board that replays a day, at the display service; its code is valid for twelve hours."""

    day: str
    board: str


class Catalogue(Shape):
    """The services for which numbers can be taken."""

    id: str
    name: str


class TicketFound(Shape):
    """A ticket as reception sees it."""

    id: str
    number: str
    service: str
    state: str
    token: str
    url: str
    priority: str | None


class Reason(Shape):
    """Why a ticket has priority by law, null if it has none."""

    priority: str | None


class CounterResponse(Shape):
    """A counter."""

    id: str
    name: str
    open: bool


class TicketInHand(Shape):
    """The ticket that a counter holds."""

    id: str
    number: str
    service: str
    state: str


class CounterState(Shape):
    """A counter's whole state: the response to every verb."""

    counter: CounterResponse
    ticket: TicketInHand | None
    waiting: int
    seq: int


class HouseResponse(Shape):
    """The current house; content is null if the page already has this edition; attention: problems of the storage."""

    seq: int
    attention: list[dict[str, Any]]
    content: dict[str, Any] | None
    today: dict[str, str]
    now: str


class HouseFile(Shape):
    """The whole house, as in a house file."""

    id: str
    name: str


class StartResponse(Shape):
    """
    Progress of the house's first hour.

    phase: "choose" (how to begin), "guided", or "" when it is over; can_begin: no number was taken yet, so another
    house may still be chosen; steps: in order, each with its lacks.
    """

    phase: str
    can_begin: bool
    has_house: bool
    steps: list[dict[str, Any]]


class HouseSavedResponse(Shape):
    """The edition now in effect."""

    seq: int


class RemovalResponse(Shape):
    """What removing an item also removes and changes: "services/ktp-el", "counters/mpp-kupang/3"."""

    goes: list[str]
    changes: list[str]


class HouseImported(Shape):
    """The edition now in effect; the items that boards skip because their picture or video is missing."""

    seq: int
    missing_media: list[str]


class ListPreviewed(Shape):
    """What a list changes, the id of this preview, and the edition it was compared with or saved as."""

    changes: list[dict[str, Any]]
    preview: str
    saved: bool
    seq: int


class HolidaysResponse(Shape):
    """
    Holidays by day: {day, name: {id, en?}, is_joint, is_estimated}.

    is_joint: collective leave added to a holiday by the government; is_estimated: its date is not announced yet.
    """

    holidays: list[dict[str, Any]]


class MediaResponse(Shape):
    """The stored files by size, the space they take, and the limits; all in bytes."""

    files: dict[str, int]
    used_bytes: int
    folder_bytes_max: int
    picture_bytes_max: int
    video_bytes_max: int


class MediaStored(Shape):
    """An uploaded file, as items of the house refer to it; seconds: a video's length, null if unknown."""

    file: str
    kind: str
    bytes: int
    seconds: float | None


class OutreachVenue(Shape):
    """A venue, and its current service day."""

    id: str
    name: str
    today: str


class AwayDayResponse(Shape):
    """A day that was handed over; state: out, begun, home or taken-back; numbers: how many the hall has."""

    day: str
    state: str
    numbers: int


class BoxDaysResponse(Shape):
    """The days of a venue that were handed over to a box."""

    box: str
    venue: str
    days: list[AwayDayResponse]


class OutreachResponse(Shape):
    """The venues, and the days that were handed over."""

    now: str
    venues: list[OutreachVenue]
    boxes: list[BoxDaysResponse]


class HandedOverResponse(OutreachResponse):
    """A sealed file (base64), its proposed name, and the code that opens it."""

    name: str
    code: str
    file: str


class BroughtResponse(Shape):
    """A day brought home: entries added, all its entries, its numbers, and whether it is closed."""

    day: str
    added: int
    entries: int
    numbers: int
    is_closed: bool


class HomecomingResponse(OutreachResponse):
    """The days brought home from a box, and how its clock drifted, in words."""

    box: str
    venue: str
    brought: list[BroughtResponse]
    clock: list[dict[str, str]]


class DifferenceResponse(Shape):
    """One changed field; field is null if the whole item was added or removed."""

    section: str
    id: str
    field: str | None
    before: Any
    after: Any


class ChangeResponse(Shape):
    """One change of the house or an account."""

    seq: int
    at: str
    by: str
    more: int
    lines: list[DifferenceResponse]


class Audit(Shape):
    """Changes, newest first; next: the value of ``before`` that requests older ones."""

    changes: list[ChangeResponse]
    next: int | None


class AccountResponse(Shape):
    """An account, without its password."""

    username: str
    roles: list[str]
    agencies: list[str]
    active: bool
    calls_numbers: bool


class StaffResponse(Shape):
    """Every account."""

    staff: list[AccountResponse]


class AccountSaved(Shape):
    """The saved account; a new password appears only here."""

    account: AccountResponse


class SignedOutEverywhere(Shape):
    """Whose sessions were ended, and how many."""

    signed_out: str
    sessions: int


class DeviceResponse(Shape):
    """A paired device and its presence; zone null: the whole venue; seen_at null: never seen."""

    id: str
    name: str
    kind: str
    venue: str
    zone: str | None
    inches: float | None
    distance_m: float | None
    speaks: bool
    muted: bool
    paper_mm: int | None
    seen_at: str | None
    online: bool
    version: str | None
    behind: int | None
    sound: str | None
    legible_m: float | None


class DevicesResponse(Shape):
    """Every device, by venue and name."""

    now: str
    devices: list[DeviceResponse]


class DeviceSaved(Shape):
    """The device as it is now."""

    device: DeviceResponse


class DeviceRevokedResponse(Shape):
    """The device that was revoked."""

    revoked: str


class FollowUpResponse(Shape):
    """A follow-up: what, who, by when, and when it was done; "" if not yet."""

    id: str
    venue: str
    what: str
    who: str
    due: str
    form: str
    element: str
    done: str


class FollowUpsResponse(Shape):
    """Every follow-up, open ones first."""

    today: str
    follow_ups: list[FollowUpResponse]


class FollowUpSaved(Shape):
    """The follow-up with this id, as saved."""

    id: str
