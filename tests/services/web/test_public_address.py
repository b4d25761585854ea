"""QR codes lead a phone to the hall, or there is none: never to 127.0.0.1, which is the phone itself."""

from __future__ import annotations

import pytest
from flask import Flask

from services.web.public_address import phone_url, unreachable_from_phones
from services.web.settings import Settings


def settings(**options: object) -> Settings:
    return Settings.model_validate({"redis_url": "redis://127.0.0.1:1/0", **options})


def address(base_url: str, own: str = "", **options: object) -> str | None:
    with Flask("test").test_request_context("/", base_url=base_url):
        return phone_url(settings(**options), own, "/ticket/t")


@pytest.mark.parametrize(
    ("opened_by", "own", "public_url", "expected"),
    [
        ("http://192.168.1.5:8000", "", "", "http://192.168.1.5:8000/ticket/t"),
        ("http://192.168.1.5:8002", ":8001", "", "http://192.168.1.5:8001/ticket/t"),
        ("https://mpp.example", "", "", "https://mpp.example/ticket/t"),
        ("http://127.0.0.1:8000", "", "http://192.168.1.5:8000", "http://192.168.1.5:8000/ticket/t"),
        ("http://127.0.0.1:8001", ":8001", "http://192.168.1.5/", "http://192.168.1.5:8001/ticket/t"),
        ("http://10.0.0.2", "", "https://antre.kupang.example", "https://antre.kupang.example/ticket/t"),
        ("http://10.0.0.2", "https://t.example", "", "https://t.example/ticket/t"),
        ("http://[fd00::5]:8002", ":8001", "", "http://[fd00::5]:8001/ticket/t"),
    ],
)
def test_a_code_leads_to_the_public_address_or_to_the_one_its_page_was_opened_by(
    opened_by: str, own: str, public_url: str, expected: str
) -> None:
    assert address(opened_by, own, public_url=public_url) == expected


@pytest.mark.parametrize(
    "opened_by",
    [
        "http://127.0.0.1:8001",
        "http://localhost",
        "http://[::1]:8001",
        "http://127.8.8.8",
        "http://kiosk.localhost",
    ],
)
def test_a_page_of_the_machine_itself_has_no_code_for_phones(opened_by: str) -> None:
    assert address(opened_by) is None
    assert address(opened_by, ":8001") is None


def test_it_is_known_at_the_start_when_codes_lead_nowhere() -> None:
    assert unreachable_from_phones(settings())
    assert unreachable_from_phones(settings(host="192.168.1.5", public_url="http://127.0.0.1"))
    assert not unreachable_from_phones(settings(host="192.168.1.5"))
    assert not unreachable_from_phones(settings(host="0.0.0.0"))
    assert not unreachable_from_phones(settings(behind_gateway=True))
    assert not unreachable_from_phones(settings(public_url="http://192.168.1.5"))


@pytest.mark.parametrize("public_url", ["192.168.1.5", "ftp://a", "http://a/b", ":8001"])
def test_a_public_address_is_an_origin(public_url: str) -> None:
    with pytest.raises(ValueError, match="public_url"):
        settings(public_url=public_url)
