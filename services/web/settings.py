"""All settings, from the environment (prefix ``ANTRE_``), read here and nowhere else."""

from __future__ import annotations

import os
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PREFIX = "ANTRE_"


class SettingsWrong(Exception):
    """Something in the environment is wrong; the text names every such variable."""


class Settings(BaseModel):
    """
    What a service is told by its environment.

    display_url: where pages find the display: "" same origin, ":8003" the page's own host on
    that port, or a whole URL. page_origins: which pages the display answers, space-separated,
    in the same forms ("" same origin).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    redis_url: str = Field(pattern=r"^(redis|rediss|unix)://")
    display_url: str = Field(default="", pattern=r"^(|:\d{1,5}|https?://[^\s/]+)$")
    page_origins: str = ""
    display_async: Literal["eventlet", "threading"] = "eventlet"
    display_clients_max: int = Field(default=3_000, ge=1, le=20_000)
    port: int = Field(default=0, ge=0, le=65_535)
    host: str = "127.0.0.1"
    session_hours: int = Field(default=12, ge=1, le=72)
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def read_settings() -> Settings:
    """
    Read the settings.

    Raises:
        SettingsWrong: names every variable that is missing or wrong, at once.
    """
    given = {key[len(PREFIX) :].lower(): value for key, value in os.environ.items() if key.startswith(PREFIX)}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        lines = [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsWrong("Settings are wrong:\n  " + "\n  ".join(lines)) from error
