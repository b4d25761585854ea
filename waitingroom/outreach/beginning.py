"""
How a box begins: with the hall's house and the beginnings of its days, each under the sequences it has at home.

So a day's log has one beginning in both places, and what the box adds follows it.
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
    Save the hall's house in a box, at its sequence at home or later; False: the box has it.

    The sequence matters: a day adopts a house that is newer than the one it began with. Raises UnavailableError.
    """
    log = store.log(keys.HOUSE_LOG())
    fold = Fold(log, HouseHistory, clock=clock, alarm=alarm)
    fold.load()
    saved = fold.state.edition
    if saved.house is not None and saved.seq >= house_seq:
        return False
    fact = HouseSaved(at_ms=clock.now_ms(), content=content, press=press)
    answer = log.append(
        fold.tip, link_all(fold.tip, [encode(fact)]), turn=secrets.token_hex(8), last_seq=house_seq - 1
    )
    if not isinstance(answer, Appended):
        raise UnavailableError("the house is saved by somebody else at the same time")
    return True


def begin_day(store: Store, venue_id: str, day: str, entries: Sequence[Entry]) -> bool:
    """Write the beginning of a day into a box, entry by entry as at home; False: it is there. Raises UnavailableError."""
    log = store.log(keys.DAY_LOG(venue_id, day))
    tip = log.tip()
    if tip.seq:
        return False
    pairs = [(entry.data, entry.link) for entry in entries]
    if not isinstance(log.append(tip, pairs, turn=secrets.token_hex(8)), Appended):
        raise UnavailableError(f"the log of {day} is written by somebody else at the same time")
    return True
