"""
Initializes a box with the hall's house and the beginnings of its days, keeping their sequences.

So a day's log has the same beginning in both places, followed by what the box adds.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from waitingroom import keys
from waitingroom.facts import HouseSaved, Press, encode
from waitingroom.house.live_house import HouseHistory
from waitingroom.log.base import Appended, Entry, Store, UnavailableError, link_all
from waitingroom.log.fold import Alarm, Clock, Fold


def begin_house(
    store: Store, content: dict[str, Any], house_seq: int, press: Press, *, clock: Clock, alarm: Alarm
) -> bool:
    """
    Save the hall's house in a box, at its sequence in the hall or later; return False if the box already has it.

    The sequence matters because a day adopts a house newer than the one it began with. Raises UnavailableError.
    """
    log = store.log(keys.HOUSE_LOG())
    fold = Fold(log, HouseHistory, clock=clock, alarm=alarm)
    fold.load()
    saved = fold.state.edition
    if saved.house is not None and saved.seq >= house_seq:
        return False
    fact = HouseSaved(at_ms=clock.now_ms(), content=content, press=press)
    result = log.append(
        fold.tip, link_all(fold.tip, [encode(fact)]), turn=secrets.token_hex(8), last_seq=house_seq - 1
    )
    if not isinstance(result, Appended):
        raise UnavailableError("another process is saving the house at the same time")
    return True


def begin_day(store: Store, venue_id: str, day: str, entries: Sequence[Entry]) -> bool:
    """Copy the beginning of a day's log into a box; return False if it already has one. Raises UnavailableError."""
    log = store.log(keys.DAY_LOG(venue_id, day))
    tip = log.tip()
    if tip.seq:
        return False
    pairs = [(entry.data, entry.link) for entry in entries]
    if not isinstance(log.append(tip, pairs, turn=secrets.token_hex(8)), Appended):
        raise UnavailableError(f"another process is writing the log of {day} at the same time")
    return True
