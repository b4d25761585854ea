"""Summaries of closed days; for earlier days they are written gradually, and until then computed from rows."""

import sqlalchemy as sa
from alembic import op

revision = "0004_summaries"
down_revision = "0003_webhooks"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "summaries",
        sa.Column("venue_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", "day"),
    )
