"""A whole past day, written directly into a hall's Redis: each ticket is issued, called, recalled, served and finished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from waitingroom import facts as f
from waitingroom import keys
from waitingroom.live.halls import Halls
from waitingroom.log.base import Tip, link_all
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.tokens import TicketRef, make_token, press_digest

BATCH = 2_000


def write_old_day(url: str, venue: str, *, tickets: int) -> list[str]:
    """Write a day of a week ago; return the tokens of about 40 of its tickets."""
    store = RedisStore(url)
    store.start()
    halls = Halls(store, alarm=lambda event, **fields: None)
    halls.house.load()
    house = halls.current_house()
    day = (
        date.fromisoformat(halls.get(venue).read(lambda hall, _: hall.service_day)) - timedelta(7)
    ).isoformat()
    log, tip = store.log(keys.DAY_LOG(venue, day)), Tip()
    opened = [
        f.DayOpened(at_ms=1, venue_id=venue, service_day=day, previous_link=""),
        f.EpochBegan(at_ms=1, epoch="old", run_id="old", reason="new-day"),
        f.HouseAdopted(at_ms=1, house_seq=1, content=house.content),
        f.CounterOpened(at_ms=1, counter_id=(counter := next(iter(house.counters[venue]))), session_id="s", staff="siti"),
    ]  # fmt: skip
    service = next(
        s for s in house.services.values() if s.id in house.services_of_counter(venue, counter, day)
    )
    prefix = house.agencies[service.agency].prefix
    facts = iter(
        [
            *opened,
            *_served(tickets, prefix, service.id, counter),
            f.DayClosed(at_ms=tickets, next_day="", reason="turn"),
        ]
    )
    seq = 0
    while batch := list(islice(facts, BATCH)):
        linked = link_all(tip, [f.encode(fact) for fact in batch])
        log.append(tip, linked, turn="old-day")
        seq += len(batch)
        tip = Tip(f"{seq}-0", linked[-1][1])
    secret = Vault(store).secret("tickets")
    store.stop()
    return [
        make_token(secret, TicketRef(venue, day, f"{prefix}-{n:05}"))
        for n in range(1, tickets, tickets // 40)
    ]


def _served(tickets: int, prefix: str, service: str, counter: str) -> Iterator[f.Fact]:
    for n in range(1, tickets + 1):
        number = f"{prefix}-{n:05}"

        def press(verb: str, number: str = number) -> f.Press:
            return f.Press(press_digest(verb, number), press_digest(verb), "staff:siti", f"{verb}-{number}")

        yield f.TicketIssued(
            at_ms=n, press=press("issue"), ticket_id=number, prefix=prefix, ordinal=n, service_id=service
        )
        yield f.TicketCalled(
            at_ms=n, press=press("next"), ticket_id=number, counter_id=counter, basis="arrival"
        )
        yield f.ServingStarted(at_ms=n, press=press("start"), ticket_id=number, counter_id=counter)
        yield f.TicketRecalled(at_ms=n, press=press("recall"), ticket_id=number, counter_id=counter)
        yield f.TicketFinished(at_ms=n, press=press("finish"), ticket_id=number, counter_id=counter)
