"""A day that left Redis: every service answers about it as before, and reports a damaged archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from rig.contract import check_problem
from rig.history.day_before import Called, called_on_the_day_before
from rig.running import Clerk, RunningHall
from rig.screens import Refused, Screen, calls
from rig.waiting import PATIENCE_S, wait_for
from waitingroom import keys
from waitingroom.live.past_days import DAYS_KEPT
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import Tip
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.tokens import TicketRef, make_token
from waitingroom.waits.estimate import Wait

SERVICE, COUNTER = "kirim", "29"
ELSEWHERE = "Z-999"


class NextDay(NamedTuple):
    """A hall, what was called in it on the day before, and the store that holds or archived that day."""

    hall: RunningHall
    yesterday: Called
    maria: Clerk
    store: RedisStore

    @property
    def folder(self) -> Path:
        return self.hall.folder / ".run" / "data" / "archive"

    @property
    def file(self) -> Path:
        return self.folder / self.hall.venue / f"{self.yesterday.day}.log.zip"

    def leave_redis(self) -> None:
        """Archive the day before and drop it, regardless of ``days_to_drop``."""
        venue, day, archive = self.hall.venue, self.yesterday.day, ArchiveFolder(self.folder)
        log = self.store.log(keys.DAY_LOG(venue, day))
        assert self.store.drop_archived(venue, day, archive.write(venue, day, log).tip)
        assert log.tip() == Tip()

    def ticket(self, number: str, day: str) -> requests.Response:
        token = make_token(Vault(self.store).secret("tickets"), TicketRef(self.hall.venue, day, number))
        answers: list[requests.Response] = []

        def is_read() -> bool:
            url = f"{self.hall.tickets}/tickets/{token}"
            answers.append(requests.get(url, timeout=PATIENCE_S, hooks={"response": check_problem}))
            return answers[-1].status_code != 503 or answers[-1].json()["slug"] != "day-being-read"

        wait_for(is_read, what=f"the day {day}")
        return answers[-1]

    def forget_past_days(self) -> None:
        """Evict the day from the ticketing service's cache by reading as many other days as it holds."""
        for n in range(DAYS_KEPT):
            assert self.ticket("A-001", f"2020-01-{n + 1:02}").status_code == 404

    def answers(self) -> dict[str, Any]:
        """Return every service's responses about the day before."""
        self.forget_past_days()
        number, day, minute = self.yesterday.number, self.yesterday.day, self.yesterday.minute
        tickets = [self.ticket(one, day) for one in (number, ELSEWHERE)]
        paths = (
            f"tickets/{number}/story?day={day}", f"tickets/{ELSEWHERE}/story?day={day}",
            f"story?minute={minute}&day={day}", f"waits?day={day}",
        )  # fmt: skip
        screen = self.replaying()
        board = screen.next("board", where=lambda state: calls(state, number))
        screen.close()
        return {
            "tickets": [(response.status_code, without_time(response.json())) for response in tickets],
            "staff": [
                (response.status_code, without_time(response.json())) for response in map(self._ask, paths)
            ],
            "replay": (calls(board, number), board["service_day"]),
            "command": self.hall.antre("waits", "score", self.hall.venue, day).stdout,
        }

    def _ask(self, path: str) -> requests.Response:
        return self.maria.ask("GET", path)

    def replaying(self) -> Screen:
        response = self.maria.ask(
            "POST", "replays", minute=self.yesterday.minute, day=self.yesterday.day, speed=10
        )
        code = response.json()["board"].partition("?replay=")[2]
        return Screen(self.hall.ready["display"], "/board", {"venue": self.hall.venue, "replay": code})


def without_time(payload: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key not in ("now", "heard", "request_id")}


@pytest.fixture(scope="module")
def next_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NextDay]:
    folder = tmp_path_factory.mktemp("archived")
    yesterday = called_on_the_day_before(folder, service=SERVICE, counter=COUNTER, told=Wait(2, 4))
    running = RunningHall(folder)
    store = RedisStore(running.ready["redis"])
    store.start()
    yield NextDay(running, yesterday, running.staff("supervisor", name="maria.archive"), store)
    store.stop()
    running.stop()


def test_a_ticket_a_story_a_replay_and_a_score_are_the_same_after_the_day_left_redis(
    next_day: NextDay,
) -> None:
    before = next_day.answers()

    next_day.leave_redis()

    assert next_day.answers() == before
    assert [status for status, _ in before["tickets"]] == [200, 404]
    assert [status for status, _ in before["staff"]] == [200, 404, 200, 200]
    assert "100%" in before["command"]
    assert next_day.hall.issue(SERVICE).status_code == 201


def test_a_damaged_archive_is_said_in_words_and_the_hall_goes_on(next_day: NextDay) -> None:
    if not next_day.file.exists():
        next_day.leave_redis()
    screen = next_day.replaying()
    screen.close()
    whole = next_day.file.read_bytes()
    code = next_day.maria.ask(
        "POST", "replays", minute=next_day.yesterday.minute, day=next_day.yesterday.day, speed=10
    ).json()["board"].partition("?replay=")[2]  # fmt: skip
    next_day.file.write_bytes(whole[:-100])
    next_day.forget_past_days()

    responses = [
        next_day.ticket(next_day.yesterday.number, next_day.yesterday.day),
        next_day.maria.ask("GET", f"story?minute=09:41&day={next_day.yesterday.day}"),
        next_day.maria.ask("GET", f"waits?day={next_day.yesterday.day}"),
        next_day.maria.ask("POST", "replays", minute="09:41", day=next_day.yesterday.day, speed=1),
    ]
    with pytest.raises(Refused, match="day-damaged"):
        Screen(next_day.hall.ready["display"], "/board", {"venue": next_day.hall.venue, "replay": code})
    command = next_day.hall.antre("waits", "score", next_day.hall.venue, next_day.yesterday.day)

    assert [(response.status_code, response.json()["slug"]) for response in responses] == 4 * [
        (503, "day-damaged")
    ]
    assert "damaged" in command.stderr
    assert command.returncode == 1
    for name in ("ticketing", "counter", "display"):
        assert '"archive_damaged"' in next_day.hall.logs(name), name
        assert "runbook" in next_day.hall.logs(name), name
    assert next_day.hall.issue(SERVICE).status_code == 201
    next_day.file.write_bytes(whole)
    assert next_day.ticket(next_day.yesterday.number, next_day.yesterday.day).status_code == 200
