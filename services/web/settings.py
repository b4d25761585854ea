"""All settings, read from the environment (prefix ``ANTRE_``) in this module only."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from waitingroom import keys
from waitingroom.log.redis_client import read_url

PREFIX = "ANTRE_"


class InvalidSettings(Exception):
    """Settings are missing or invalid; the text names all of them."""


class Settings(BaseModel):
    """
    The settings of a service.

    redis_url: address of Redis, its sentinels or its cluster (``waitingroom/log/redis_client.py``).
    redis_wait: how many replicas must acknowledge a fact before it is published; 0: none (docs/adr/0033).
    namespace: of this house among several on one Redis; "": the only house (docs/adr/0034).
    display_url: where pages reach the display: "" same origin, ":8003" the page's own host on that port, or a URL.
    page_origins: origins of pages that may use the display, space-separated, in the same forms ("" same origin).
    ticketing_url: base of ticket pages, for QR codes; counter_url: of staff sign-in; reports_url: of reports; in
    the same forms.
    public_url: origin at which phones reach the hall; "": the origin by which a page was opened.
    display_clients_max: maximum number of connected public screens; display_address_max: maximum of them from one
    address (a whole hall may share its router's).
    behind_gateway: trust X-Forwarded-For and -Proto; only where the service is reachable through the gateway alone.
    voice_folder: recordings that replace individual pieces of the synthesized voice.
    media_dir: pictures and videos for the boards, written by the counter service and read by the display.
    seen_dir: where services record, outside Redis, how far they have read the queue's log.
    archive_dir: days moved out of Redis, written by the reports service and read by the others.
    history_url: SQLAlchemy URL of the history database: "sqlite:////history/history.db",
    "postgresql+psycopg://user:word@host/name".
    keep_days: how many service days before today stay in Redis after archiving.
    forms_dir: folder of survey forms; None: the forms that come with Antre.
    outreach_box: name of this outreach box; "": the main hall (docs/adr/0030).
    listen_fd: file descriptor of a listening socket, instead of host and port; ready_fd: of a pipe into which a byte
    is written once the service is ready; both are set by ``antre run`` (docs/adr/0035).
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
        """Reject an invalid address. The error text omits it, because it may contain a password."""
        read_url(url)
        return url

    @field_validator("voice_folder", "media_dir", "seen_dir", "archive_dir", "forms_dir", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """Treat an empty setting as absent: containers pass unset variables as empty strings."""
        return value or None


def read_namespace() -> str:
    """Read only the namespace, for commands. Raises InvalidSettings."""
    namespace = environment().get("namespace", "")
    try:
        keys.prefix_of(namespace)
    except ValueError as error:
        raise InvalidSettings(f"{PREFIX}NAMESPACE: {error}") from error
    return namespace


def read_replicas() -> int:
    """Read how many replicas must acknowledge a fact, for commands. Raises InvalidSettings."""
    text = environment().get("redis_wait") or "0"
    if not re.fullmatch("[0-5]", text):
        raise InvalidSettings(f"{PREFIX}REDIS_WAIT: {text!r} is none of 0 to 5")
    return int(text)


def environment() -> dict[str, str]:
    """
    Return Antre's environment variables, with lower-case names without the prefix.

    ``ANTRE_X_FILE`` names a file with the value of ``ANTRE_X``, for secrets; ``ANTRE_X`` itself takes precedence.
    Raises:
        InvalidSettings: if such a file cannot be read.
    """
    variables = {
        key[len(PREFIX) :].lower(): value for key, value in os.environ.items() if key.startswith(PREFIX)
    }
    for name, path in list(variables.items()):
        if name.endswith("_file") and not variables.get(name.removesuffix("_file")):
            try:
                variables[name.removesuffix("_file")] = Path(path).read_text("utf-8").strip()
            except OSError as error:
                raise InvalidSettings(
                    f"{PREFIX}{name.upper()}: {path} cannot be read: {error.strerror}"
                ) from error
    return variables


def read_settings() -> Settings:
    """
    Read the settings.

    Raises:
        InvalidSettings: names every variable that is missing or invalid.
    """
    try:
        return Settings.model_validate(environment())
    except ValidationError as error:
        lines = [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise InvalidSettings("Settings are wrong:\n  " + "\n  ".join(lines)) from error
