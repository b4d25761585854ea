"""Open the hall of this folder or of the settings for a command: its Redis, house and venues."""

from __future__ import annotations

import sys

from antre.hall_data import hall_data
from antre.redis_server import NoRedis
from waitingroom.live.halls import Halls
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.redis_log import RedisStore
from waitingroom.log.seen_days import SeenDays


def open_store() -> RedisStore:
    """Return the store of the hall's Redis. Raises NoRedis."""
    data = hall_data()
    if not data.redis_url:
        raise NoRedis("Set ANTRE_REDIS_URL, or start the hall first: make run")
    store = RedisStore(data.redis_url, data.namespace, data.replicas)
    store.start()
    return store


def open_halls(store: RedisStore | None = None) -> Halls:
    """Return the current house with its venues; problems of logs are printed. Raises NoRedis, Unavailable."""
    halls = Halls(
        store or open_store(), alarm=lambda event, **fields: print(event, fields, file=sys.stderr), seen=seen_days(),
        archive=ArchiveFolder(hall_data().archive),
    )  # fmt: skip
    halls.house.load()
    return halls


def seen_days() -> SeenDays:
    """Return the record of the hall's logs that commands have seen."""
    return SeenDays(hall_data().seen, "command")
