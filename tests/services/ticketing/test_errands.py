"""A kiosk's own search finds the sample house's services by visitors' everyday words."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from antre.first_house import SAMPLE, sample_house
from rig.cast import OpenHall, house_content
from rig.engines.engine import missing
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.house.model import ERRANDS_MAX, Text
from waitingroom.house.reader import read_house
from waitingroom.views import visitor

FIND = Path(__file__).parents[3] / "services" / "ticketing" / "static" / "kiosk" / "find.js"
ASK = """
const { find } = await import(process.argv[1]);
const [venue, queries] = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(queries.map((query) => find(venue, query).map(({ service }) => service.id))));
"""
FIRST = {
    "hilang KTP": "ktp-el", "ktp rusak": "ktp-el", "bikin kk": "kk", "anak lahir": "akta-lahir",
    "sedot WC": "sedot-tinja", "wc penuh": "sedot-tinja", "pajak motor": "pajak-tahunan",
    "bayar pajak motor": "pajak-tahunan", "ganti plat": "balik-nama-kendaraan", "buat SIM": "sim",
    "surat kelakuan baik": "skck", "stnk hilang": "kehilangan", "hp hilang": "kehilangan",
    "sertipikat tanah": "sertifikat", "izin warung": "nib", "listrik mati": "pln-tagihan", "bayar pdam": "air-tagihan",
    "mau nikah": "nikah", "suami meninggal": "akta-kematian", "cari kerja": "lowongan", "paspor": "paspor-baru",
    "perpanjang paspor": "paspor-ganti", "tilang": "tilang", "cerai": "perkara", "bayar bpjs": "jkn-iuran",
    "daftar haji": "haji", "imb": "izin-bangunan", "lost id card": "ktp-el", "driving licence": "sim",
}  # fmt: skip
"""Search words, and the service they must find first."""


def test_what_a_villager_says_finds_the_service_first() -> None:
    node = shutil.which("node")
    if node is None:
        missing("no node")
    house = json.loads(json.dumps(sample_house()).replace(f'"{SAMPLE}"', '"hall"'))
    hall = OpenHall(house)

    ran = subprocess.run(
        [str(node), "--input-type=module", "-e", ASK, str(FIND)], check=True, capture_output=True, text=True,
        input=json.dumps([visitor.venue(hall.hall, hall.now_ms, whole=read_house(house)), list(FIRST)]),
    )  # fmt: skip

    results = dict(zip(FIRST, json.loads(ran.stdout), strict=True))
    assert {query: ids[:1] for query, ids in results.items()} == {query: [id] for query, id in FIRST.items()}


def test_every_service_of_the_sample_says_what_visitors_come_for() -> None:
    assert [service["id"] for service in sample_house()["services"] if not service.get("errands")] == []


def test_a_service_has_a_dozen_errands_at_most_each_in_indonesian_at_least() -> None:
    content = house_content()
    content["services"][0]["errands"] = [{"id": "Hilang KTP"}] * ERRANDS_MAX
    assert read_house(content).services["ktp"].errands[0] == Text("Hilang KTP", "Hilang KTP")

    content["services"][0]["errands"] = [{"en": "Lost card"}]
    content["services"][1]["errands"] = [{"id": "KK hilang"}] * (ERRANDS_MAX + 1)
    with pytest.raises(HouseInvalid) as refused:
        read_house(content)

    assert [mistake.path for mistake in refused.value.mistakes] == [
        ("services", 0, "errands", 0, "id"),
        ("services", 1, "errands"),
    ]
