"""All settings, from the environment (prefix ``ANTRE_``), read here and nowhere else."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from waitingroom import keys
from waitingroom.log.redis_client import read_url

PREFIX = "ANTRE_"


class SettingsWrong(Exception):
    """A setting is missing or wrong; the text names every one."""


class Settings(BaseModel):
    """
    The settings of a service.

    redis_url: where Redis is, or its sentinels, or its cluster (``waitingroom/log/redis_client.py``); redis_wait: how
    many replicas must have a fact before it is told of, 0: none (docs/adr/0033).
    namespace: of this house among several that share a Redis, "" the only one (docs/adr/0034).
    display_url: where pages find the display: "" same origin, ":8003" the page's own host on
    that port, or a whole URL. page_origins: which pages the display answers, space-separated,
    in the same forms ("" same origin). ticketing_url: where a ticket's page is, for the codes of
    phones; counter_url: where staff sign in; reports_url: where figures are; all in the same forms. public_url: the origin at which phones reach the hall, "" the one by
    which a page was opened. display_clients_max: how many public screens may be
    connected at once, display_address_max: how many of them from one address (a whole hall may
    share its router's). behind_gateway: believe the gateway's X-Forwarded-For
    and -Proto; only where nobody else can reach the service. voice_folder: recordings that
    replace the machine's voice, piece by piece. media_dir: the folder of pictures and videos
    for the boards, written by the counter service and read by the display. seen_dir: the folder where
    services note what they saw of the queue's log, outside Redis. archive_dir: the folder of the days that
    left Redis, written by the reports service and read by the others. history_url: the database of
    history, an address of SQLAlchemy's: "sqlite:////history/history.db", "postgresql+psycopg://user:word@host/name".
    keep_days: how many service days before today stay in Redis once they are archived. forms_dir: the folder of survey
    forms; without it those that come with Antre.
    outreach_box: the name of the outreach box that this is, "" for the hall at home (docs/adr/0030). listen_fd: the
    file descriptor of a socket that listens already, in the place of host and port; ready_fd: that of a pipe into
    which a byte is written once the service can work; both from ``antre run`` (docs/adr/0035).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    redis_url: str
    redis_wait: int = Field(default=0, ge=0, le=5)
    namespace: str = Field(default="", pattern=rf"^({keys.NAMESPACE.pattern})?$")
    display_url: str = Field(default="", pattern=r"^(|:\d{1,5}|https?://[^\s/]+)$")
    counter_url: str = Field(default="", pattern=r"^(|:\d{1,5}|https?://[^\s/]+)$")
    ticketing_url: str = Field(default="", pattern=r"^(|:\d{1,5}|https?://[^\s/]+)$")
    public_url: str = Field(default="", pattern=r"^(|https?://[^\s/]+/?)$")
    reports_url: str = Field(default="", pattern=r"^(|:\d{1,5}|https?://[^\s/]+)$")
    history_url: str = Field(default="sqlite:///history.db", pattern=r"^(sqlite|postgresql\+psycopg)://")
    keep_days: int = Field(default=14, ge=1, le=3_650)
    page_origins: str = ""
    display_async: Literal["eventlet", "threading"] = "eventlet"
    display_clients_max: int = Field(default=3_000, ge=1, le=20_000)
    display_address_max: int = Field(default=2_500, ge=1, le=20_000)
    port: int = Field(default=0, ge=0, le=65_535)
    host: str = "127.0.0.1"
    behind_gateway: bool = False
    session_hours: int = Field(default=12, ge=1, le=24)
    voice_folder: Path | None = None
    media_dir: Path | None = None
    seen_dir: Path | None = None
    archive_dir: Path | None = None
    forms_dir: Path | None = None
    outreach_box: str = Field(default="", pattern=r"^(|[a-z0-9][a-z0-9-]{1,31})$")
    listen_fd: int | None = Field(default=None, ge=3)
    ready_fd: int | None = Field(default=None, ge=3)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("redis_url")
    @classmethod
    def _names_a_redis(cls, url: str) -> str:
        """Refuse an address that leads nowhere. The words leave it out: it has a password."""
        read_url(url)
        return url

    @field_validator("voice_folder", "media_dir", "seen_dir", "archive_dir", "forms_dir", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """Read an empty setting as absent: containers pass on unset variables as empty."""
        return value or None


def read_namespace() -> str:
    """Read the namespace alone, for commands. Raises SettingsWrong."""
    namespace = environment().get("namespace", "")
    try:
        keys.prefix_of(namespace)
    except ValueError as error:
        raise SettingsWrong(f"{PREFIX}NAMESPACE: {error}") from error
    return namespace


def read_replicas() -> int:
    """Read how many replicas must have a fact, for commands. Raises SettingsWrong."""
    text = environment().get("redis_wait") or "0"
    if not re.fullmatch("[0-5]", text):
        raise SettingsWrong(f"{PREFIX}REDIS_WAIT: {text!r} is none of 0 to 5")
    return int(text)


def environment() -> dict[str, str]:
    """
    Return Antre's environment variables, names in lower case without the prefix.

    ``ANTRE_X_FILE`` names a file that holds the value of ``ANTRE_X``, for secrets; a value that is set itself wins.
    Raises:
        SettingsWrong: such a file cannot be read.
    """
    variables = {
        key[len(PREFIX) :].lower(): value for key, value in os.environ.items() if key.startswith(PREFIX)
    }
    for name, path in list(variables.items()):
        if name.endswith("_file") and not variables.get(name.removesuffix("_file")):
            try:
                variables[name.removesuffix("_file")] = Path(path).read_text("utf-8").strip()
            except OSError as error:
                raise SettingsWrong(
                    f"{PREFIX}{name.upper()}: {path} cannot be read: {error.strerror}"
                ) from error
    return variables


def read_settings() -> Settings:
    """
    Read the settings.

    Raises:
        SettingsWrong: names every variable that is missing or wrong, at once.
    """
    try:
        return Settings.model_validate(environment())
    except ValidationError as error:
        lines = [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsWrong("Settings are wrong:\n  " + "\n  ".join(lines)) from error
