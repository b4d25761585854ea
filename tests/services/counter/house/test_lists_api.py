"""The lists API: nothing is saved without a preview, and exactly what was previewed is saved."""

from __future__ import annotations

import base64

import pytest

from rig.cast import all_day_content
from rig.lone_admin import API, LoneAdmin
from services.counter.house.sheet_file import read_rows

LIST = base64.b64encode(b"Instansi;Layanan;Menit\nPos;Paket;6\n").decode()


def test_a_list_is_shown_first_and_saved_when_its_preview_is_named(admin: LoneAdmin) -> None:
    preview = admin.post("/house/lists", file=LIST, venue="hall").json
    before = admin.content()

    saved = admin.post("/house/lists", file=LIST, venue="hall", preview=preview["preview"]).json

    assert [(line["section"], line["id"]) for line in preview["changes"]] == [
        ("agencies", "pos"), ("services", "paket"),
    ]  # fmt: skip
    assert preview["saved"] is False
    assert before == all_day_content()
    assert saved["saved"] is True
    assert admin.content()["services"][-1]["name"] == "Paket"


def test_a_list_is_not_saved_over_what_somebody_changed_since_its_preview(admin: LoneAdmin) -> None:
    preview = admin.post("/house/lists", file=LIST, venue="hall").json
    agency = {"id": "pos", "name": "Pos", "short": "Pos", "prefix": "R", "places": []}
    assert admin.post("/house/agencies/pos", before=None, value=agency).status_code == 200

    refused = admin.post("/house/lists", file=LIST, venue="hall", preview=preview["preview"])

    assert (refused.status_code, refused.json["slug"]) == (409, "preview-stale")
    assert "paket" not in [service["id"] for service in admin.content()["services"]]


def test_what_is_wrong_with_a_list_names_row_and_column_and_nothing_is_saved(admin: LoneAdmin) -> None:
    wrong = base64.b64encode(b"Instansi;Awalan\nPos;A\n").decode()

    refused = admin.post("/house/lists", file=wrong, venue="hall")

    assert refused.json["slug"] == "house-file-invalid"
    assert refused.json["problems"][0] | {"text": ""} == {
        "line": 2, "path": ["Awalan"], "field": "Awalan", "found": "A", "text": "",
        "expected": "another prefix than that of dukcapil",
    }  # fmt: skip
    assert admin.content() == all_day_content()


def test_the_template_has_what_the_venue_has_and_read_again_changes_nothing(admin: LoneAdmin) -> None:
    file = admin.client.get(f"{API}/house/lists/template?venue=hall").data

    preview = admin.post("/house/lists", file=base64.b64encode(file).decode(), venue="hall").json

    assert read_rows(file)[0][1][:3] == ["Instansi", "Nama pendek", "Awalan"]
    assert preview["changes"] == []


@pytest.mark.parametrize(
    ("wish", "slug"),
    [
        ({"file": LIST, "venue": "nowhere"}, "unknown-venue"),
        ({"file": "no base64!", "venue": "hall"}, "malformed"),
        ({"file": base64.b64encode(b"%PDF-1.7").decode(), "venue": "hall"}, "house-file-invalid"),
        ({"file": "", "venue": "hall"}, "house-file-invalid"),
    ],
)
def test_what_is_no_list_or_of_no_venue_is_refused(admin: LoneAdmin, wish: dict[str, str], slug: str) -> None:
    assert admin.post("/house/lists", **wish).json["slug"] == slug


def test_holidays_are_proposed_for_a_year_or_read_from_a_file_and_nothing_is_saved(admin: LoneAdmin) -> None:
    proposed = admin.client.get(f"{API}/house/holidays?year=2026").json["holidays"]
    file = base64.b64encode(b"Tanggal;Nama\n17-08-2026;Kemerdekaan\n").decode()
    read = admin.post("/house/holidays", file=file).json["holidays"]

    assert {"2026-08-17", "2026-12-24"} <= {one["day"] for one in proposed}
    assert [one["day"] for one in read] == ["2026-08-17"]
    assert admin.client.get(f"{API}/house/holidays?year=soon").json["slug"] == "malformed"
    assert admin.content() == all_day_content()
