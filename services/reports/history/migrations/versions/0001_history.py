"""The first tables of history."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "days",
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("foreign_entries", sa.Integer(), nullable=False),
        sa.Column("missing_entries", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("no_show", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("expired", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("walk_ins", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", "day"),
    )
    op.create_table(
        "journeys",
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("is_visit", sa.Boolean(), nullable=False),
        sa.Column("is_walk_in", sa.Boolean(), nullable=False),
        sa.Column("has_priority", sa.Boolean(), nullable=False),
        sa.Column("moved_from", sa.String(length=100), nullable=True),
        sa.Column("told_low_min", sa.Integer(), nullable=True),
        sa.Column("told_high_min", sa.Integer(), nullable=True),
        sa.Column("wait_s", sa.Integer(), nullable=True),
        sa.Column("end", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", "day", "number"),
    )
    op.create_table(
        "names",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=130), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id"),
    )
    op.create_table(
        "shifts",
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("counter_id", sa.String(length=64), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_ms", sa.BigInteger(), nullable=True),
        sa.Column("paused_s", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", "day", "counter_id", "opened_ms"),
    )
    op.create_table(
        "stops",
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("stop", sa.SmallInteger(), nullable=False),
        sa.Column("agency_id", sa.String(length=64), nullable=False),
        sa.Column("service_id", sa.String(length=64), nullable=False),
        sa.Column("counter_id", sa.String(length=64), nullable=True),
        sa.Column("joined_ms", sa.BigInteger(), nullable=False),
        sa.Column("called_ms", sa.BigInteger(), nullable=True),
        sa.Column("started_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("end", sa.String(length=12), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("no_shows", sa.Integer(), nullable=False),
        sa.Column("wait_s", sa.Integer(), nullable=True),
        sa.Column("walk_s", sa.Integer(), nullable=True),
        sa.Column("service_s", sa.Integer(), nullable=True),
        sa.Column("handling_s", sa.Integer(), nullable=False),
        sa.Column("is_in_promise", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("venue_id", "day", "number", "stop"),
    )
    op.create_index("stops_by_service", "stops", ["venue_id", "day", "agency_id", "service_id"], unique=False)
