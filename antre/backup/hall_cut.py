"""
A cut of a running hall: a consistent snapshot of all its logs and of its vault.

Redis executes a MULTI atomically. One MULTI reads the last entry of every growing log and all values of the vault.
Since logs are append-only, the entries before these can be read afterwards: together the prefixes are the state that a
power cut at that moment would have left. In a cluster a MULTI is limited to one slot, so every venue has its own cut,
and the house is cut after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from antre.hall_data import named_days
from waitingroom import keys
from waitingroom.log.base import Entry, ReadableLog, Tip, UnavailableError, all_entries, id_key
from waitingroom.log.redis_log import RedisStore, entry_of

TRIES = 20
"""Maximum attempts, if days or devices are added between the scan and the cut."""
SCAN_COUNT = 1_000


class Cut(NamedTuple):
    """
    A consistent snapshot of a hall. at_ms: its time by Redis's clock, ms UTC.

    house: tip of the house's log; named: tip of each venue's log of days; open: each venue's last named day and the tip
    of its log ("0-0": not begun). values, sets: of the vault, by keys without a namespace, so that a backup can be
    restored into any namespace; they include only keys that backups keep.
    """

    at_ms: int
    house: Tip
    named: dict[str, Tip]
    open: dict[str, tuple[str, Tip]]
    values: dict[str, bytes]
    sets: dict[str, list[str]]


def take_cut(store: RedisStore) -> Cut:
    """Take a cut. Raises UnavailableError if Redis is unavailable or keys change too fast."""
    for _ in range(TRIES):
        venues, names = _venues(store), _kept_keys(store)
        days = {venue_id: _last_day(store, venue_id) for venue_id in venues}
        cut = _cut(store, days, names)
        if cut is not None and venues == _venues(store) and names == _kept_keys(store):
            return cut
    raise UnavailableError("days and devices change too fast for a backup: try again")


def until(log: ReadableLog, tip: Tip) -> Iterator[Entry]:
    """Yield the entries of a log up to a tip. Raises UnavailableError, also if the log no longer has this entry."""
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
    """Read everything in one transaction; return None if a venue has named another day meanwhile."""
    named = {venue_id: store.prefix + keys.DAYS_LOG(venue_id) for venue_id in days}
    opened = {venue_id: store.prefix + keys.DAY_LOG(venue_id, day) for venue_id, (_, day) in days.items()}
    house, sets = (
        store.prefix + keys.HOUSE_LOG(),
        [family.pattern_in(store.prefix) for family in keys.BACKED_UP_SETS],
    )
    with store.translated():
        values = _get(store, [*named.values(), *opened.values(), house], sets, names)
        seconds, micros = store.clients.now(store.commands, house)
    tips = {venue_id: _tip(values[key]) for venue_id, key in named.items()}
    if tips != {venue_id: tip for venue_id, (tip, _) in days.items()}:
        return None

    def portable(name: str) -> str:
        """Return a key without its namespace, as in backups."""
        return keys.moved(name, store.prefix, keys.PREFIX)

    return Cut(
        at_ms=seconds * 1000 + micros // 1000, house=_tip(values[house]), named=tips,
        open={venue_id: (day, _tip(values[opened[venue_id]])) for venue_id, (_, day) in days.items() if day},
        values={portable(name): values[name] for name in names if values[name] is not None},
        sets={portable(name): sorted(member.decode() for member in values[name]) for name in sets},
    )  # fmt: skip


def _get(store: RedisStore, logs: Sequence[str], sets: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """
    Return the last entry of each log, the members of each set and the value of each name, by key, in one MULTI.

    In a cluster there is one MULTI per slot, the house's last, so that no day refers to an edition that is missing.
    """
    values: dict[str, Any] = {}
    for group in store.clients.groups([*logs, *sets, *names]):
        pipe = store.commands.pipeline(transaction=True)
        for key in group:
            if key in logs:
                pipe.xrevrange(key, count=1)
            elif key in sets:
                pipe.smembers(key)
            else:
                pipe.get(key)
        values.update(zip(group, pipe.execute(), strict=True))
    return values


def _venues(store: RedisStore) -> list[str]:
    pattern = keys.DAYS_LOG.pattern_in(store.prefix)
    before, after = pattern.split("*")
    return [name.removeprefix(before).removesuffix(after) for name in _scan(store, [pattern])]


def _kept_keys(store: RedisStore) -> list[str]:
    return _scan(store, [family.pattern_in(store.prefix) for family in keys.BACKED_UP])


def _scan(store: RedisStore, patterns: Iterable[str]) -> list[str]:
    with store.translated():
        names = [
            key.decode()
            for pattern in patterns
            for key in store.commands.scan_iter(match=pattern, count=SCAN_COUNT)
        ]
    return sorted(set(names))


def _last_day(store: RedisStore, venue_id: str) -> tuple[Tip, str]:
    """Return the tip of a venue's log of days and its last named day, "" for none; the tip is read first, since a day may be added."""
    log = store.log(keys.DAYS_LOG(venue_id))
    tip = log.tip()
    return tip, next(reversed(named_days(log)), "")


def _tip(reply: Any) -> Tip:
    if not reply:
        return Tip()
    entry = entry_of(reply[0][0], _fields(reply))
    return Tip(entry.id, entry.stored_link)


def _fields(reply: Any) -> dict[bytes, bytes]:
    flat = reply[0][1]
    if isinstance(flat, dict):  # as returned by redis-py for a cluster
        return flat
    return dict(zip(flat[::2], flat[1::2], strict=True))
