"""Made-up houses for layouts: few and many agencies, the shortest and the longest names that people use."""

from __future__ import annotations

import string
from typing import Any

VENUE = "balai"
SHORT, LONG = "short", "long"
LETTERS = [letter for letter in string.ascii_uppercase if letter not in "IOV"]
PREFIXES = [*LETTERS, *(f"{a}{b}" for a in "LM" for b in "BDFGHNPRS")]
"""As many as there are agencies: letters that nobody mistakes."""
MOTIFS = ("ketupat", "gunung", "ombak", "bintang", "perahu", "lontar")
SERVICES_EACH = (1, 3, 6, 2)
"""How many services the agencies have, in turn."""
NAMES = {
    SHORT: {
        "house": "MPP",
        "agency": "PDAM",
        "short": "PDAM",
        "about": "Air",
        "service": "SIM",
        "paper": "KTP",
    },
    LONG: {
        "house": "Mal Pelayanan Publik Kabupaten Timor Tengah Selatan",
        "agency": "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "short": "Kementerian ATR/BPN Kab.",
        "about": "Sertifikat tanah, pengukuran, peralihan hak, roya",
        "service": "Pengesahan badan hukum perkumpulan dan yayasan",
        "paper": "Surat kuasa bermeterai, bila pengurusan diwakilkan kepada orang lain",
    },
}


def made_up_house(agencies: int, names: str) -> dict[str, Any]:
    """Give a house of one venue that is open all day; names: SHORT or LONG."""
    words = NAMES[names]
    motifs = MOTIFS[: max(1, min(len(MOTIFS), agencies // 4))]
    ids = [f"agency-{n}" for n in range(1, agencies + 1)]
    zone_of = {id: motifs[n % len(motifs)] for n, id in enumerate(ids)}
    return {
        "id": "uji", "name": words["house"], "motto": words["about"],
        "venues": [_venue(words, motifs)],
        "agencies": [
            _agency(id, PREFIXES[n], words, zone_of[id], is_featured=n == 0) for n, id in enumerate(ids)
        ],
        "services": [
            _service(id, k, words)
            for n, id in enumerate(ids)
            for k in range(1, SERVICES_EACH[n % len(SERVICES_EACH)] + 1)
        ],
        "counters": [
            {"id": str(n), "venue": VENUE, "zone": zone_of[id], "agencies": [id]} for n, id in enumerate(ids, 1)
        ],
    }  # fmt: skip


def _venue(words: dict[str, str], motifs: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": VENUE, "name": words["house"], "address": "Jalan Timor Raya 124", "time_zone": "Asia/Makassar",
        "time_zone_label": "WITA", "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00"),
        "zones": [
            {
                "id": motif, "name": motif.capitalize(), "motif": motif, "direction": "ahead",
                "way": {"id": "Dari pintu masuk, ke kiri, sayap belakang", "en": "From the entrance, to the left"},
            }
            for motif in motifs
        ],
        "info": [{"id": words["paper"], "en": words["paper"]}],
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
