"""
A cut through a hall that runs: one moment of all its logs and of its vault.

Redis does what stands in one MULTI in one go. In one MULTI it is asked for the last entry of every log that still
grows, and for all values of the vault. A log only grows, so what stands before its last entry of that moment is read
afterwards, in peace: together the prefixes are what a power cut at that moment would have left. In a cluster a MULTI is
of one slot, so every venue is cut for itself, and the house after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from antre.hall_data import named_days
from waitingroom import keys
from waitingroom.log.base import Entry, ReadableLog, Tip, UnavailableError, all_entries, id_key
from waitingroom.log.redis_log import RedisStore

TRIES = 20
"""How often the cut is made again because a day or a device came between the look and the cut."""
SCAN_COUNT = 1_000


class Cut(NamedTuple):
    """
    One moment of a hall. at_ms: Redis's time of it, ms UTC.

    house: the tip of the house's log; named: of each venue's log of days; open: the day that each venue named last,
    and the tip of its log ("0-0": not begun). values, sets: of the vault, by the key that they
    have in a house without a namespace, so that a backup is restored into any; what no backup keeps is not in them.
    """

    at_ms: int
    house: Tip
    named: dict[str, Tip]
    open: dict[str, tuple[str, Tip]]
    values: dict[str, bytes]
    sets: dict[str, list[str]]


def take_cut(store: RedisStore) -> Cut:
    """Take the cut. Raises UnavailableError: Redis is away, or would not hold still."""
    for _ in range(TRIES):
        venues, names = _venues(store), _kept_keys(store)
        days = {
            venue_id: _last_day(store, venue_id) for venue_id in venues
        }  # the tip first: it may name a day more
        cut = _cut(store, days, names)
        if cut is not None and venues == _venues(store) and names == _kept_keys(store):
            return cut
    raise UnavailableError("days and devices change too fast for a backup: try again")


def until(log: ReadableLog, tip: Tip) -> Iterator[Entry]:
    """Return the entries of a log up to this one. Raises UnavailableError, also if the log does not have it any more."""
    last = Tip()
    for entry in takewhile(
        lambda entry: id_key(entry.id) <= id_key(tip.id), all_entries(log) if tip != Tip() else ()
    ):
        last = Tip(entry.id, entry.stored_link)
        yield entry
    if last != tip:
        raise UnavailableError(
            f"{log.name} was changed while it was read: {tip.id} is another entry, or gone"
        )


def _cut(store: RedisStore, days: dict[str, tuple[Tip, str]], names: Sequence[str]) -> Cut | None:
    """Ask for everything in one go; None: a venue named another day meanwhile."""
    named = {venue_id: store.prefix + keys.DAYS_LOG(venue_id) for venue_id in days}
    opened = {venue_id: store.prefix + keys.DAY_LOG(venue_id, day) for venue_id, (_, day) in days.items()}
    house, sets = (
        store.prefix + keys.HOUSE_LOG(),
        [family.pattern_in(store.prefix) for family in keys.KEPT_SETS],
    )
    with store.translated():
        found = _ask(store, [*named.values(), *opened.values(), house], sets, names)
        seconds, micros = store.clients.now(store.commands, house)
    tips = {venue_id: _tip(found[key]) for venue_id, key in named.items()}
    if tips != {venue_id: tip for venue_id, (tip, _) in days.items()}:
        return None

    def kept(name: str) -> str:
        """Return a key as a backup has it, which may be restored into another namespace."""
        return keys.moved(name, store.prefix, keys.PREFIX)

    return Cut(
        at_ms=seconds * 1000 + micros // 1000, house=_tip(found[house]), named=tips,
        open={venue_id: (day, _tip(found[opened[venue_id]])) for venue_id, (_, day) in days.items() if day},
        values={kept(name): found[name] for name in names if found[name] is not None},
        sets={kept(name): sorted(member.decode() for member in found[name]) for name in sets},
    )  # fmt: skip


def _ask(store: RedisStore, logs: Sequence[str], sets: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """
    Return the last entry of each log, the members of each set and the value of each name, by key, in one MULTI.

    In a cluster there is one MULTI for each slot, the house's last, so that no day rests on an edition that is not here.
    """
    found: dict[str, Any] = {}
    for group in store.clients.groups([*logs, *sets, *names]):
        pipe = store.commands.pipeline(transaction=True)
        for key in group:
            if key in logs:
                pipe.xrevrange(key, count=1)
            elif key in sets:
                pipe.smembers(key)
            else:
                pipe.get(key)
        found.update(zip(group, pipe.execute(), strict=True))
    return found


def _venues(store: RedisStore) -> list[str]:
    pattern = keys.DAYS_LOG.pattern_in(store.prefix)
    before, after = pattern.split("*")
    return [name.removeprefix(before).removesuffix(after) for name in _scan(store, [pattern])]


def _kept_keys(store: RedisStore) -> list[str]:
    return _scan(store, [family.pattern_in(store.prefix) for family in keys.KEPT])


def _scan(store: RedisStore, patterns: Iterable[str]) -> list[str]:
    with store.translated():
        found = [
            key.decode()
            for pattern in patterns
            for key in store.commands.scan_iter(match=pattern, count=SCAN_COUNT)
        ]
    return sorted(set(found))


def _last_day(store: RedisStore, venue_id: str) -> tuple[Tip, str]:
    """Return the tip of a venue's log of days, and the last day that it names, "" for none."""
    log = store.log(keys.DAYS_LOG(venue_id))
    tip = log.tip()
    return tip, next(reversed(named_days(log)), "")


def _tip(answer: Any) -> Tip:
    if not answer:
        return Tip()
    fields = _fields(answer)
    data = fields.get(b"f") or next(iter(fields.values()), b"")
    entry = Entry(answer[0][0].decode(), data, fields.get(b"h", b"").decode("utf-8", "surrogateescape"))
    return Tip(entry.id, entry.stored_link)


def _fields(answer: Any) -> dict[bytes, bytes]:
    flat = answer[0][1]
    if isinstance(flat, dict):  # as redis-py gives it of a cluster
        return flat
    return dict(zip(flat[::2], flat[1::2], strict=True))
