"""
Three boxes, four Saturdays: history equals the boxes' own logs, in whatever order they come home.

Each file comes twice, one was torn and one forged on the way. Nothing is counted twice and nothing is lost.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import suppress
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rig.cast import NINE, ZONE
from rig.engines.engine import Engine
from rig.outreach import VENUES, Box, entries_of, halls_on, homecoming, three_venues
from services.counter.outreach import home_file
from services.counter.outreach.boxes import Boxes
from services.counter.outreach.home_file import HomeFile
from services.reports.history.checking import differences
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.history.tables import days as day_table
from waitingroom import keys
from waitingroom.facts import TicketIssued
from waitingroom.local_time import at
from waitingroom.log.base import MemoryStore
from waitingroom.log.fold import linked_facts
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.outreach.refusals import Forged, Torn

SATURDAYS = ("2026-06-13", "2026-06-20", "2026-06-27", "2026-07-04")
MONDAY_AFTER = "2026-07-06"


class Summer(NamedTuple):
    """A hall that handed over four Saturdays of three venues: its logs, boxes and files."""

    logs: dict[str, Any]
    boxes: list[Box]
    known: Boxes
    folder: Path

    def file(self, box: Box, *days: str) -> bytes:
        """Return the file that a box brings home, of these days or of all."""
        path = self.folder / "home.antre"
        home_file.write(
            path, box=box.name, venue=box.venue, secret=self.known.note(box.name, box.venue, SATURDAYS).secret,
            sealed_ms=NINE, drifts=[], logs=[(one.day, one.log) for one in box.brought(*days)],
        )  # fmt: skip
        return path.read_bytes()

    def home(self) -> MemoryStore:
        """Return the hall before anything came home; it opens on the Monday after."""
        store = MemoryStore(now_ms=at(MONDAY_AFTER, 9 * 60, ZONE))
        for name, entries in self.logs.items():
            store.log(name).entries = list(entries)
        halls = halls_on(store)
        for venue in VENUES:
            halls.get(venue).settle()
        return store


@pytest.fixture(scope="module")
def summer(redis_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Summer]:
    vault = RedisStore(redis_engine.url)
    vault.start()
    store = MemoryStore(now_ms=NINE)
    halls = halls_on(store, content=three_venues())
    for venue in VENUES:
        halls.get(venue).settle()
    boxes = [Box(halls, f"kotak-{n}", list(SATURDAYS), venue) for n, venue in enumerate(VENUES)]
    for n, box in enumerate(boxes):
        for m, day in enumerate(SATURDAYS):
            box.serve(day, seed=10 * n + m, tickets=4 + m)
            box.seal(day)
    logs = {name: list(log.entries) for name, log in store._logs.items()}
    yield Summer(logs, boxes, Boxes(Vault(vault)), tmp_path_factory.mktemp("summer"))
    vault.stop()


def bring(store: MemoryStore, summer: Summer, file: bytes) -> None:
    with HomeFile(io.BytesIO(file), summer.known) as home:
        homecoming(store, home.head.venue).bring_home(home.head.box, home.days)


def check(store: MemoryStore, summer: Summer, history: History) -> None:
    """Assert that history, the hall's logs and the boxes' logs agree, and that each number was issued once."""
    following = Following(store, history, alarm=lambda event, **fields: None)
    following.step(list(VENUES))
    for box in summer.boxes:
        assert list(differences(history, following, box.venue)) == []
        for day in SATURDAYS:
            log = keys.DAY_LOG(box.venue, day)
            assert entries_of(store.log(log)) == entries_of(box.store.log(log))
            numbers = [f.ticket_id for _, f in linked_facts(store.log(log)) if isinstance(f, TicketIssued)]
            (row,) = history.rows_of(day_table, box.venue, day)
            assert (row["tickets"], bool(row["is_closed"])) == (len(numbers), True)
            assert len(numbers) == len(set(numbers)) == 4 + SATURDAYS.index(day)


def fresh(tmp_path: Path, name: str) -> History:
    history = History(f"sqlite:///{tmp_path}/{name}.db")
    history.migrate()
    return history


def test_every_order_of_three_boxes_home_twice_with_one_file_torn_and_one_forged(
    summer: Summer, tmp_path: Path
) -> None:
    files = [summer.file(box) for box in summer.boxes]
    for n, order in enumerate(permutations(range(3))):
        store, history = summer.home(), fresh(tmp_path, str(n))
        following = Following(store, history, alarm=lambda event, **fields: None)
        torn, forged = order[0], order[1]
        for one in order:
            if one == torn:
                with pytest.raises(Torn):
                    bring(store, summer, files[one][: len(files[one]) * (n + 3) // 9])
            if one == forged:
                with pytest.raises(Forged):
                    bring(store, summer, files[one].replace(b'"sealed_ms": ', b'"sealed_ms": 9', 1))
            bring(store, summer, files[one])
            following.step(list(VENUES))
        for one in order[::-1]:
            bring(store, summer, files[one])
        check(store, summer, history)
        history.close()


def test_single_saturdays_of_three_boxes_in_any_order_each_at_least_twice(
    summer: Summer, tmp_path: Path
) -> None:
    files = [summer.file(box, day) for box in summer.boxes for day in SATURDAYS]
    for seed in range(12):
        dice, store, history = random.Random(seed), summer.home(), fresh(tmp_path, f"single {seed}")
        following = Following(store, history, alarm=lambda event, **fields: None)
        coming = files * 2
        dice.shuffle(coming)
        for file in coming:
            with suppress(Torn):
                bring(store, summer, file[: dice.choice((len(file) - 9, len(file)))])
            if dice.random() < 0.3:
                following.step(list(VENUES))
        for file in files:
            bring(store, summer, file)
        check(store, summer, history)
        history.close()


def test_a_day_that_comes_home_late_lies_between_days_that_history_has(
    summer: Summer, tmp_path: Path
) -> None:
    store, history = summer.home(), fresh(tmp_path, "late")
    following = Following(store, history, alarm=lambda event, **fields: None)
    following.step(list(VENUES))
    before = list(following.named_days("hall"))

    bring(store, summer, summer.file(summer.boxes[0], SATURDAYS[2]))
    following.step(list(VENUES))

    assert before == ["2026-06-08", MONDAY_AFTER]
    assert following.named_days("hall") == ["2026-06-08", SATURDAYS[2], MONDAY_AFTER]
    assert len(history.rows_of(day_table, "hall", SATURDAYS[2])) == 1
