"""Every kind of edit records its result; an edit that changed the house in place would record nothing."""

from __future__ import annotations

from typing import Any

from rig.cast import counter
from rig.lone_admin import LoneAdmin
from waitingroom import keys
from waitingroom.facts import HouseChanged, decode
from waitingroom.house.live_house import HouseHistory

THIRD, ADDED = counter("3", "dukcapil"), counter("17", "bpjs")
HOLIDAY = {
    "venue": "hall",
    "day": "2027-08-17",
    "closed": True,
    "note": {"id": "HUT RI", "en": "Independence Day"},
}


def recorded(admin: LoneAdmin) -> HouseHistory:
    """Return the house as another process reads it from the log."""
    history = HouseHistory()
    _, entries = admin.context.halls.store.log(keys.HOUSE_LOG()).read("0-0", 1_000)
    for n, entry in enumerate(entries, 1):
        history.apply(n, decode(entry.data))
    assert isinstance(decode(entries[-1].data), HouseChanged)
    return history


def test_every_kind_of_edit_is_recorded_as_it_is_shown(admin: LoneAdmin) -> None:
    there = {one["id"]: one for one in admin.content()["counters"]}
    names = [f"hall/{id}" for id in there]
    edits: list[tuple[str, dict[str, Any]]] = [
        ("/house/counters/3", {"before": there["3"], "value": THIRD}),
        ("/house/counters/17", {"before": None, "value": ADDED}),
        ("/house/counters/17", {"before": ADDED, "value": ADDED | {"sign": "17A"}}),
        ("/house/counters/order", {"before": [*names, "hall/17"], "value": ["hall/17", *names]}),
        ("/house/exceptions", HOLIDAY),
        ("/house/exceptions", {"venue": "hall", "day": HOLIDAY["day"], "remove": True}),
        ("/house", {"before": {name: admin.content()[name] for name in ("name", "motto")}, "value": {"name": "Baru", "motto": "Satu"}}),
        ("/house/counters/17", {"before": ADDED | {"sign": "17A"}, "value": None}),
    ]  # fmt: skip
    for number, (path, wish) in enumerate(edits, 2):
        response = admin.post(path, **wish)
        assert response.status_code == 200, (path, wish, response.data)
        edition = recorded(admin).edition
        assert edition.seq >= number
        assert edition.house is not None
        assert edition.house.content == admin.content(), (path, wish)
    assert [one["id"] for one in admin.content()["counters"]] == list(there)
