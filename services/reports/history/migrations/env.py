"""Run by Alembic with the connection that ``History.migrate`` passes."""

from alembic import context

import services.reports.readers.tables
import services.reports.webhooks.tables  # noqa: F401 - both add their tables to the metadata
from services.reports.history.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
