"""Made-up houses for layout tests: few and many agencies, with short, long and the longest allowed names."""

from __future__ import annotations

import string
from typing import Any

from waitingroom.house.model import DIRECTIONS, MOTIFS, NAME_MAX

VENUE = "balai"
SHORT, LONG, LONGEST = "short", "long", "longest"
LETTERS = [letter for letter in string.ascii_uppercase if letter not in "IOV"]
PREFIXES = [*LETTERS, *(f"{a}{b}" for a in "LM" for b in "BDFGHNPRS")]
"""Prefixes of the agencies, of letters that are hard to confuse."""
SERVICES_EACH = (1, 3, 6, 2)
"""Number of services of the agencies, cyclically."""


def _long(words: str, end: str = "") -> str:
    """Repeat words up to the maximum length of a name."""
    room = NAME_MAX - len(end)
    return f"{words} {words}"[:room].rstrip().ljust(room, "x") + end


def _other(words: str) -> str:
    """Return a different text of the same length."""
    return words[:-1] + ("." if words[-1:] != "." else "-")


NAMES = {
    SHORT: {
        "house": "MPP",
        "agency": "PDAM",
        "short": "PDAM",
        "about": "Air",
        "service": "SIM",
        "paper": "KTP",
        "zone": "A",
        "counter": "",
        "way": "Ke kiri",
    },
    LONG: {
        "house": "Mal Pelayanan Publik Kabupaten Timor Tengah Selatan",
        "agency": "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "short": "Kementerian ATR/BPN Kab.",
        "about": "Sertifikat tanah, pengukuran, peralihan hak, roya",
        "service": "Pengesahan badan hukum perkumpulan dan yayasan",
        "paper": "Surat kuasa bermeterai, bila pengurusan diwakilkan kepada orang lain",
        "zone": "Perizinan dan Nonperizinan",
        "counter": "Ruang Foto dan Sidik Jari",
        "way": "Dari pintu masuk, ke kiri, sayap belakang",
    },
    LONGEST: {
        "house": _long(
            "Mal Pelayanan Publik Kabupaten Timor Tengah Selatan di Gedung Pertemuan Rakyat Lantai Dua"
        ),
        "agency": _long(
            "Dinas Penanaman Modal, Pelayanan Terpadu Satu Pintu, Transmigrasi dan Tenaga Kerja Kabupaten"
        ),
        "short": _long(
            "Kementerian Agraria dan Tata Ruang/Badan Pertanahan Nasional Kantor Wilayah Provinsi"
        ),
        "about": _long(
            "Sertifikat tanah, pengukuran, peralihan hak, roya, pemecahan dan penggabungan bidang tanah"
        ),
        "service": _long("Pengesahan badan hukum perkumpulan dan yayasan yang didirikan oleh orang asing"),
        "paper": _long(
            "Surat kuasa bermeterai, bila pengurusan diwakilkan kepada orang lain yang bukan keluarga"
        ),
        "zone": _long("Pelayanan Perizinan dan Nonperizinan Terpadu Gedung Utara Lantai Dua Sayap Belakang"),
        "counter": _long(
            "Ruang Perekaman Biometrik, Foto dan Tanda Tangan Elektronik Dokumen Perjalanan", " 14B"
        ),
        "way": _long(
            "Dari pintu masuk utama ke kiri, naik tangga ke lantai dua, lalu lurus sampai ujung lorong"
        ),
    },
}


def made_up_house(agencies: int, names: str) -> dict[str, Any]:
    """Return a house with one venue, open all day; names: SHORT, LONG or LONGEST."""
    return house_of(agencies, NAMES[names], width=6 if names == LONGEST else 3)


def house_of(agencies: int, words: dict[str, str], *, width: int = 3, word: str = "loket") -> dict[str, Any]:
    """Return a house with these names (keys: see NAMES); width: digits of its numbers; word: its counter word."""
    motifs = MOTIFS[: max(1, min(len(MOTIFS), agencies // 4))]
    ids = [f"agency-{n}" for n in range(1, agencies + 1)]
    zone_of = {id: motifs[n % len(motifs)] for n, id in enumerate(ids)}
    return {
        "id": "uji", "name": words["house"], "motto": words["about"],
        "venues": [_venue(words, motifs) | {"counter_word": word}],
        "agencies": [
            _agency(id, PREFIXES[n], words, zone_of[id], is_featured=n == 0) | {"width": width} for n, id in enumerate(ids)
        ],
        "services": [
            _service(id, k, words)
            for n, id in enumerate(ids)
            for k in range(1, SERVICES_EACH[n % len(SERVICES_EACH)] + 1)
        ],
        "counters": [
            {"id": str(n), "venue": VENUE, "zone": zone_of[id], "agencies": [id]}
            | ({"name": words["counter"]} if words["counter"] and n % 3 else {})
            for n, id in enumerate(ids, 1)
        ],
    }  # fmt: skip


def _venue(words: dict[str, str], motifs: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": VENUE, "name": words["house"], "address": "Jalan Timor Raya 124", "time_zone": "Asia/Makassar",
        "time_zone_label": "WITA", "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-36:00"),
        "zones": [
            {
                "id": motif, "name": words["zone"] or motif.capitalize(), "motif": motif,
                "direction": DIRECTIONS[n % len(DIRECTIONS)], "way": {"id": words["way"], "en": words["way"]},
            }
            for n, motif in enumerate(motifs)
        ],
        "info": [{"id": words["paper"], "en": _other(words["paper"])}],
        "kiosk_priority": True, "only_paired_kiosks": False,
    }  # fmt: skip


def _agency(id: str, prefix: str, words: dict[str, str], zone: str, *, is_featured: bool) -> dict[str, Any]:
    return {
        "id": id, "name": words["agency"], "short": words["short"], "prefix": prefix, "featured": is_featured,
        "about": {"id": words["about"], "en": words["about"]}, "places": [{"venue": VENUE, "zone": zone}],
    }  # fmt: skip


def _service(agency: str, n: int, words: dict[str, str]) -> dict[str, Any]:
    return {
        "id": f"{agency}-{n}", "agency": agency, "name": words["service"], "name_en": words["service"], "minutes": 5,
        "documents": [{"id": words["paper"], "en": words["paper"]}] * min(n, 4),
        "errands": [{"id": words["about"], "en": words["about"]}] * min(n, 4),
    }  # fmt: skip
