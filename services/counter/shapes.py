"""The shapes of this service's answers, as others may rely on them (documented in openapi.json)."""

from __future__ import annotations

from typing import Any

from services.web.openapi import Shape


class SessionResponse(Shape):
    """Who is signed in, and the token that every press carries."""

    csrf_token: str
    staff: Shape


class SignedOut(Shape):
    """Who was signed out."""

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
    """What those who wait for a service or in a zone are told, neither: all; until: when it ends by itself."""

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
    """The hall, and how many numbers the press took back."""

    numbers: int


class FactTold(Shape):
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
    facts: list[FactTold]


class WaitsScore(Shape):
    """
    How good waits were that visitors were told: n of them, called since and not at once.

    Errors are of the range's middle; bias above 0: told too long. Shares 0 to 1: inside the range, under: in it or
    earlier, late: called more than ten minutes after its end.
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
    """The score of the waits that were told in one hour of the venue's wall clock, 0 to 23."""

    hour: int


class WaitsOfDay(Shape):
    """The score of a service day; all null: nobody to judge."""

    day: str
    all: WaitsScore | None
    services: list[WaitsOfService]
    hours: list[WaitsOfHour]


class ReplayResponse(Shape):
    """Where a screen replays a day: an address at the display; its code is good for twelve hours."""

    day: str
    board: str


class Catalogue(Shape):
    """What numbers can be taken for."""

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
    """Why a ticket has priority by law, none if it has not."""

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
    """A counter's whole state: the answer of every verb."""

    counter: CounterResponse
    ticket: TicketInHand | None
    waiting: int
    seq: int


class HouseResponse(Shape):
    """The house as it is now; content is null if the page has this edition; attention: what is amiss with the storage."""

    seq: int
    attention: list[dict[str, Any]]
    content: dict[str, Any] | None
    today: dict[str, str]
    now: str


class HouseFile(Shape):
    """The whole house, as a file holds it."""

    id: str
    name: str


class StartResponse(Shape):
    """
    How far the first hour of the house is.

    phase: choose (how it begins), guided, or empty: it is over; can_begin: nobody took a number, so it may still be
    begun with another house; steps: in their order, each with what is missing.
    """

    phase: str
    can_begin: bool
    has_house: bool
    steps: list[dict[str, Any]]


class HouseSavedResponse(Shape):
    """The edition that is in effect now."""

    seq: int


class RemovalResponse(Shape):
    """What goes with an item that is removed, and what changes: "services/ktp-el", "counters/mpp-kupang/3"."""

    goes: list[str]
    changes: list[str]


class HouseImported(Shape):
    """The edition that is in effect now; the items whose picture or video is not here, which boards pass over."""

    seq: int
    missing_media: list[str]


class ListPreviewed(Shape):
    """What a list changes, the name of this preview, the edition it was compared with or saved as."""

    changes: list[dict[str, Any]]
    preview: str
    saved: bool
    seq: int


class HolidaysResponse(Shape):
    """
    Holidays by day: {day, name: {id, en?}, is_joint, is_estimated}.

    is_joint: leave that the government joins to a holiday; is_estimated: its day is not announced yet.
    """

    holidays: list[dict[str, Any]]


class MediaResponse(Shape):
    """The files that are here, and how much room they take of how much; limits, bytes."""

    files: dict[str, int]
    used_bytes: int
    folder_bytes_max: int
    picture_bytes_max: int
    video_bytes_max: int


class MediaStored(Shape):
    """An uploaded file as an item of the house may name it; seconds: a video's length, null: not known."""

    file: str
    kind: str
    bytes: int
    seconds: float | None


class OutreachVenue(Shape):
    """A venue, and its service day of now."""

    id: str
    name: str
    today: str


class AwayDayResponse(Shape):
    """A day that was handed over; state: out, begun, home or taken-back; numbers: those that are here."""

    day: str
    state: str
    numbers: int


class BoxDaysResponse(Shape):
    """The days of a venue that were handed over to a box."""

    box: str
    venue: str
    days: list[AwayDayResponse]


class OutreachResponse(Shape):
    """The venues, and what of them was handed over."""

    now: str
    venues: list[OutreachVenue]
    boxes: list[BoxDaysResponse]


class HandedOverResponse(OutreachResponse):
    """A sealed file, base64, with the name it should have, and the code that opens it."""

    name: str
    code: str
    file: str


class BroughtResponse(Shape):
    """A day that came home: entries that were new here, all it has, its numbers, and whether it is closed."""

    day: str
    added: int
    entries: int
    numbers: int
    is_closed: bool


class HomecomingResponse(OutreachResponse):
    """What came home of a box, and what is known of its clock, in words."""

    box: str
    venue: str
    brought: list[BroughtResponse]
    clock: list[dict[str, str]]


class DifferenceResponse(Shape):
    """One thing that was changed; field is null if the whole item came or went."""

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
    """Changes, newest first; next is what to ask ``before`` for older ones."""

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
    """An account as it is now; a new password is told here and nowhere else."""

    account: AccountResponse


class SignedOutEverywhere(Shape):
    """Whose sessions were ended, and how many."""

    signed_out: str
    sessions: int


class DeviceResponse(Shape):
    """A paired device and how it is; zone null: the whole venue; seen_at null: never heard of."""

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
    """The device that is none any more."""

    revoked: str


class FollowUpResponse(Shape):
    """A follow-up: what, who, by when, and since when it is done; "" not yet."""

    id: str
    venue: str
    what: str
    who: str
    due: str
    form: str
    element: str
    done: str


class FollowUpsResponse(Shape):
    """Every follow-up, those that are not done first."""

    today: str
    follow_ups: list[FollowUpResponse]


class FollowUpSaved(Shape):
    """The follow-up of this id as it is now."""

    id: str
