"""Outreach files: sealed on the way out, signed on the way home; changed, cut or forged ones are refused."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.cast import NINE
from rig.engines.engine import Engine
from rig.outreach import VENUE, Box, entries_of, halls_on
from services.counter.outreach import home_file
from services.counter.outreach.boxes import Boxes
from services.counter.outreach.home_file import HomeFile
from services.counter.outreach.out_file import OutFile, new_code, opened, sealed
from services.web.sealed_file import HEADER_BYTES, MAGIC
from waitingroom.log.base import Entry, MemoryStore
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.outreach.drift import Drift
from waitingroom.outreach.refusals import DayLogDamaged, Forged, NoOutreachFile, Torn, UnknownBox, WrongCode
from waitingroom.refusals import Malformed

SATURDAYS = ("2026-06-13", "2026-06-20", "2026-06-27")
BOX = "tenda-1"
CONTENT = OutFile(
    box=BOX, venue=VENUE, days={"2026-06-13": [["1-0", '{"kind":"é\udcff"}', "ab"]]}, secret="00", house={"id": "x"},
    house_seq=7, accounts=[{"username": "siti"}], hall="MPP", hall_url="", at_ms=NINE,
)  # fmt: skip


@pytest.fixture(scope="module")
def boxes(redis_engine: Engine) -> Iterator[Boxes]:
    store = RedisStore(redis_engine.url)
    store.start()
    yield Boxes(Vault(store))
    store.stop()


@pytest.fixture(scope="module")
def whole(boxes: Boxes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file home with three Saturdays."""
    halls = halls_on(MemoryStore(now_ms=NINE))
    halls.get(VENUE).settle()
    box = Box(halls, BOX, list(SATURDAYS))
    for n, day in enumerate(SATURDAYS):
        box.serve(day, seed=n)
        box.seal(day)
    path = tmp_path_factory.mktemp("home") / "home.antre"
    home_file.write(
        path, box=BOX, venue=VENUE, secret=boxes.note(BOX, VENUE, SATURDAYS).secret, sealed_ms=NINE,
        drifts=[(NINE, Drift(-1, 2))], logs=[(one.day, one.log) for one in box.brought()],
    )  # fmt: skip
    return path.read_bytes()


def read(file: bytes, boxes: Boxes) -> list[list[Entry]]:
    with HomeFile(io.BytesIO(file), boxes) as home:
        return [entries_of(one.log) for one in home.days]


def test_the_file_out_is_read_with_its_code_however_it_is_typed() -> None:
    code = new_code()
    file = sealed(CONTENT, code)

    assert opened(file, code) == CONTENT
    assert opened(file, code.lower().replace("-", " ")) == CONTENT
    assert CONTENT.entries("2026-06-13") == [Entry("1-0", '{"kind":"é'.encode() + b'\xff"}', "ab")]
    assert b"siti" not in file
    assert len({new_code() for _ in range(100)}) == 100


def test_the_file_out_is_refused_with_another_code_changed_cut_or_of_another_kind() -> None:
    code = new_code()
    file = sealed(CONTENT, code)

    with pytest.raises(WrongCode):
        opened(file, new_code())
    for n in (0, len(MAGIC) + 20, HEADER_BYTES - 1, HEADER_BYTES, len(file) - 1):
        with pytest.raises((WrongCode, NoOutreachFile)):
            opened(file[:n] + bytes([file[n] ^ 1]) + file[n + 1 :], code)
    for n in (0, len(MAGIC), HEADER_BYTES, HEADER_BYTES + 12, len(file) - 1):
        with pytest.raises(NoOutreachFile):
            opened(file[:n], code)
    with pytest.raises(NoOutreachFile):
        opened(b"PK" + file, code)


def test_the_file_home_gives_its_days_as_they_are_in_the_box(boxes: Boxes, whole: bytes) -> None:
    days = read(whole, boxes)

    assert len(days) == 3
    assert all(b"DayClosed" in entries[-1].data for entries in days)
    with HomeFile(io.BytesIO(whole), boxes) as home:
        assert (home.head.box, home.head.sealed_ms, home.head.drifts) == (BOX, NINE, [(NINE, Drift(-1, 2))])


def test_a_torn_file_says_which_of_its_days_are_whole(boxes: Boxes, whole: bytes) -> None:
    head = len(home_file.MAGIC) + whole[len(home_file.MAGIC) :].index(b"\n") + 1
    sizes = [size for _, size, _ in json.loads(whole[len(home_file.MAGIC) : head])["days"]]
    ends = [head + sum(sizes[:n]) for n in range(4)]

    for cut, count in ((ends[0], 0), (ends[1] - 1, 0), (ends[1], 1), (ends[2] + 7, 2), (ends[3] - 1, 2)):
        with pytest.raises(Torn) as refused:
            read(whole[:cut], boxes)
        assert refused.value.values["whole"] == count
    assert "2 dari 3 hari utuh (2026-06-13, 2026-06-20)" in refused.value.text("id")
    for cut in (0, 5, len(home_file.MAGIC), head - 2):
        with pytest.raises(NoOutreachFile):
            read(whole[:cut], boxes)


def test_a_file_that_was_changed_anywhere_is_refused(boxes: Boxes, whole: bytes) -> None:
    head = len(home_file.MAGIC) + whole[len(home_file.MAGIC) :].index(b"\n") + 1

    with pytest.raises(Forged):
        read(whole.replace(b'"sealed_ms": ', b'"sealed_ms": 1', 1), boxes)
    with pytest.raises(Forged):
        read(whole.replace(b"2026-06-13", b"2026-06-14", 1), boxes)
    with pytest.raises(Forged):
        read(whole + b"x", boxes)
    for n in range(head, len(whole), 997):
        with pytest.raises(DayLogDamaged):
            read(whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :], boxes)


def test_a_file_of_a_box_that_this_hall_does_not_know_is_refused(boxes: Boxes, whole: bytes) -> None:
    with pytest.raises(UnknownBox):
        read(whole.replace(b'"tenda-1"', b'"tenda-9"', 1), boxes)
    with pytest.raises(UnknownBox):
        read(whole.replace(b'"venue": "hall"', b'"venue": "pasar"', 1), boxes)


def test_a_file_that_cannot_be_written_leaves_none(boxes: Boxes, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        home_file.write(
            tmp_path / "no" / "home.antre", box=BOX, venue=VENUE, secret=b"x", sealed_ms=1, drifts=[], logs=[]
        )
    assert list(tmp_path.iterdir()) == []


def test_a_box_keeps_its_secret_and_all_its_days(boxes: Boxes) -> None:
    first = boxes.note("tenda-7", "hall", ["2026-06-20"])
    again = boxes.note("tenda-7", "hall", ["2026-06-13", "2026-06-20"])
    boxes.note("tenda-7", "pasar", ["2026-06-13"])
    boxes.forget("tenda-7", "hall", ["2026-06-20"])

    box = boxes.get("tenda-7")
    assert box is not None
    assert (again.secret, again.days["hall"]) == (first.secret, ["2026-06-13", "2026-06-20"])
    assert box.days == {"hall": ["2026-06-13"], "pasar": ["2026-06-13"]}
    assert "tenda-7" in [one.name for one in boxes.all()]
    with pytest.raises(Malformed):
        boxes.note("../tenda", "hall", ["2026-06-13"])
