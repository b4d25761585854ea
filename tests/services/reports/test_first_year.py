"""The reported problems of the first house's first year, with data of the same shape."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rig.history.first_year import CFD, VISITS, first_year
from rig.history.played import write_day
from rig.history.random_days import VENUE
from services.reports.figures.comparing import compared
from services.reports.figures.periods import parse
from services.reports.history.following import Following
from services.reports.history.history import History
from waitingroom.log.base import MemoryStore

MONTHS = 5


def test_some_200_visits_in_each_first_month_and_saturdays_apart(tmp_path: Path) -> None:
    history, stores = History(f"sqlite:///{tmp_path}/history.db"), defaultdict(MemoryStore)
    history.migrate()
    for venue, day, facts in first_year(MONTHS):
        write_day(stores[venue], day, facts, venue=venue)
    for venue, store in stores.items():
        Following(store, history, alarm=lambda event, **fields: None).step([venue])

    year = parse("2025")
    assert year is not None
    with history.engine.connect() as connection:
        house = compared(connection, [VENUE, CFD], year, "2025-06-01")
        outreach = compared(connection, [CFD], year, "2025-06-01")

    assert [month["visits"] for month in house["months"]] == list(VISITS[:MONTHS])
    assert all(200 <= month["visits"] < 220 for month in house["months"][:4])
    assert house["year_to_date"]["visits"] == house["visits"] == sum(VISITS[:MONTHS])
    assert sum(VISITS) == 24_500
    assert outreach["weekend_days"] == outreach["days_with_visits"] == 5
    assert {one["id"]: one["visits"] for one in house["by_venue"]}[CFD] == outreach["visits"] == 5 * 40
