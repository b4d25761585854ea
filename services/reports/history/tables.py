"""
The tables of history, in SQLAlchemy Core.

Every row belongs to one venue and service day and is written together with the position up to which that day's log
was read (``days``). Times are ms UTC, durations whole seconds. docs/figures.md defines which figure uses which column.
Every change here needs a new file in ``migrations/versions``.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
)

metadata = MetaData()


def _of_day() -> tuple[Column[str], Column[str]]:
    return Column("venue_id", String(64), primary_key=True), Column("day", String(10), primary_key=True)


days = Table(
    "days", metadata, *_of_day(),
    Column("seq", BigInteger, nullable=False),
    Column("link", String(64), nullable=False),
    Column("is_closed", Boolean, nullable=False),
    Column("foreign_entries", Integer, nullable=False),
    Column("missing_entries", Integer, nullable=False),
    # Totals of the day, so that figures of months and years need not count journeys.
    Column("tickets", Integer, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("served", Integer, nullable=False),
    Column("no_show", Integer, nullable=False),
    Column("left", Integer, nullable=False),
    Column("expired", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("walk_ins", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
)  # fmt: skip

journeys = Table(
    "journeys", metadata, *_of_day(),
    Column("number", String(16), primary_key=True),
    Column("channel", String(8), nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("hour", SmallInteger, nullable=False),
    Column("is_visit", Boolean, nullable=False),
    Column("is_walk_in", Boolean, nullable=False),
    Column("has_priority", Boolean, nullable=False),
    Column("moved_from", String(100)),
    Column("told_low_min", Integer),
    Column("told_high_min", Integer),
    Column("wait_s", Integer),
    Column("end", String(12), nullable=False),
)  # fmt: skip

stops = Table(
    "stops", metadata, *_of_day(),
    Column("number", String(16), primary_key=True),
    Column("stop", SmallInteger, primary_key=True),
    Column("agency_id", String(64), nullable=False),
    Column("service_id", String(64), nullable=False),
    Column("counter_id", String(64)),
    Column("joined_ms", BigInteger, nullable=False),
    Column("called_ms", BigInteger),
    Column("started_ms", BigInteger),
    Column("ended_ms", BigInteger),
    Column("end", String(12), nullable=False),
    Column("basis", String(16), nullable=False),
    Column("outcome", String(64)),
    Column("calls", Integer, nullable=False),
    Column("no_shows", Integer, nullable=False),
    Column("wait_s", Integer),
    Column("walk_s", Integer),
    Column("service_s", Integer),
    Column("handling_s", Integer, nullable=False),
    Column("is_in_promise", Boolean),
    Index("stops_by_service", "venue_id", "day", "agency_id", "service_id"),
)  # fmt: skip

shifts = Table(
    "shifts", metadata, *_of_day(),
    Column("counter_id", String(64), primary_key=True),
    Column("opened_ms", BigInteger, primary_key=True),
    Column("closed_ms", BigInteger),
    Column("paused_s", Integer, nullable=False),
)  # fmt: skip

ratings = Table(
    "ratings", metadata, *_of_day(),
    Column("number", String(16), primary_key=True),
    Column("agency_id", String(64), nullable=False),
    Column("service_id", String(64), nullable=False),
    Column("rating", SmallInteger, nullable=False),
    Column("channel", String(8), nullable=False),
    Column("rated_ms", BigInteger, nullable=False),
)  # fmt: skip
"""The rating of each rated ticket: 1 not satisfied, 2 fair, 3 satisfied; agency and service are those of its last stop."""

survey_answers = Table(
    "survey_answers", metadata, *_of_day(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("element", SmallInteger, primary_key=True, autoincrement=False),
    Column("form_id", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("agency_id", String(64), nullable=False),
    Column("service_id", String(64), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("value", SmallInteger, nullable=False),
    Index("answers_by_form", "form_id", "venue_id", "day"),
)  # fmt: skip
"""Each answer to a survey question; seq: of its fact; element: position in the form, from 1. Not linked to any ticket."""

remarks = Table(
    "remarks", metadata, *_of_day(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("agency_id", String(64), nullable=False),
    Column("service_id", String(64), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("said_ms", BigInteger, nullable=False),
    Column("text", String(500), nullable=False),
)  # fmt: skip
"""Free-text remarks of visitors, for staff only. Not linked to any ticket or survey answer."""

summaries = Table(
    "summaries", metadata, *_of_day(),
    Column("body", LargeBinary, nullable=False),
)  # fmt: skip
"""Summaries of closed days that can be added up (summaries.py); reading a day's rows instead is a thousand times slower."""

names = Table(
    "names", metadata,
    Column("kind", String(8), primary_key=True),
    Column("id", String(130), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
)  # fmt: skip
"""The latest names of venues, agencies, services and counters ("venue/counter"), including removed ones."""

OF_DAY = (stops, journeys, shifts, ratings, survey_answers, remarks)
"""
The tables that hold a day's rows. In tables with a ticket number, the rows of changed tickets are replaced; shifts are
replaced as a whole; rows of a single fact (``seq``) are only added.
"""
