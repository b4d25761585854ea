"""The words and numbers of figures in both languages. Pure."""

from __future__ import annotations

from datetime import date

from waitingroom.local_time import DAY_NAMES, MONTH_NAMES, date_name

NOTHING = "–"
"""Stands where nothing was measured."""

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Laporan", "Report"),
    "house": ("Semua lokasi", "All places"),
    "visits": ("Kunjungan", "Visits"),
    "tickets": ("Nomor", "Numbers"),
    "served": ("Dilayani", "Served"),
    "no_show": ("Tidak datang", "No-show"),
    "left": ("Pergi sebelum dipanggil", "Left before the call"),
    "expired": ("Tidak sempat dilayani", "Not served that day"),
    "moved": ("Pindah lokasi", "Moved to another place"),
    "transferred": ("Dialihkan", "Transferred"),
    "walk_ins": ("Tanpa nomor", "Without a number"),
    "priority": ("Prioritas", "Priority"),
    "agency": ("Instansi", "Agency"),
    "service": ("Layanan", "Service"),
    "counter": ("Loket", "Counter"),
    "wait_median": ("Menunggu, median", "Wait, median"),
    "wait_p90": ("Menunggu, P90", "Wait, P90"),
    "walk_median": ("Berjalan ke loket, median", "Walk, median"),
    "service_median": ("Pelayanan, median", "Service, median"),
    "handling_median": ("Di loket, median", "At the counter, median"),
    "in_promise": ("Sesuai janji", "Within promise"),
    "minutes": ("menit", "min"),
    "total": ("Jumlah", "Total"),
    "day": ("Hari", "Day"),
    "month": ("Bulan", "Month"),
    "year": ("Tahun", "Year"),
    "hour": ("Jam", "Hour"),
    "per_day": ("Kunjungan per hari", "Visits per day"),
    "per_month": ("Kunjungan per bulan", "Visits per month"),
    "per_hour": ("Nomor diambil per jam", "Numbers taken per hour"),
    "per_agency": ("Per instansi dan layanan", "By agency and service"),
    "per_counter": ("Per loket", "By counter"),
    "per_venue": ("Per lokasi", "By place"),
    "summary": ("Ringkasan", "Summary"),
    "place": ("Lokasi", "Place"),
    "open": ("Buka", "Open"),
    "paused": ("Jeda", "Paused"),
    "busy": ("Melayani", "Serving"),
    "utilisation": ("Terpakai", "In use"),
    "year_to_date": ("Tahun ini sampai hari itu", "Year to date"),
    "than_before": ("dari masa sebelumnya", "on the period before"),
    "than_a_year_before": ("dari setahun sebelumnya", "on a year before"),
    "same_days": ("jumlah hari yang sama", "the same number of days"),
    "told": ("Perkiraan yang disampaikan", "Waits as told"),
    "told_inside": ("dalam rentang", "inside the range"),
    "told_under": ("dalam rentang atau lebih cepat", "inside or earlier"),
    "weekend_days": ("Hari buka di akhir pekan", "Days open at weekends"),
    "days_with_visits": ("Hari dengan kunjungan", "Days with visits"),
    "running": ("Masih berjalan; angka sampai hari ini.", "Still running; figures up to today."),
    "empty": ("Belum ada kunjungan pada masa ini.", "No visits in this period yet."),
    "since": ("Riwayat dimulai {day}.", "History begins on {day}."),
    "table": ("Angka sebagai tabel", "The figures as a table"),
    "print": ("Cetak A4", "Print on A4"),
    "signed": ("Mengetahui,", "Seen by,"),
    "made": ("Dibuat dari catatan antrean, {day}", "Made from the queue's log, {day}"),
    "today": ("Hari ini", "Today"),
    "sign_in": ("Masuk dahulu", "Sign in first"),
    "sign_in_go": ("Masuk di halaman koordinator, lalu kembali ke sini.", "Sign in on the supervisor's page, then come back here."),
    "other_language": ("English", "Bahasa Indonesia"),
}  # fmt: skip


def say(key: str, language: str, **values: str) -> str:
    """Give a text in a language."""
    return WORDS[key][language == "en"].format(**values)


def number(value: float | None, language: str, decimals: int = 0) -> str:
    """Write a number as readers do: 24.500 and 3,5 in Indonesian, 24,500 and 3.5 in English."""
    if value is None:
        return NOTHING
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def share(value: float | None, language: str) -> str:
    """Write a share of 0 to 1 as whole percent."""
    return NOTHING if value is None else f"{number(100 * value, language)}%"


def change(now: int, before: int, language: str) -> str:
    """Write by how much a count changed, "+12%"; a dash where there is nothing to compare with."""
    if not before:
        return NOTHING
    percent = round(100 * (now - before) / before)
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return f"{sign}{number(abs(percent), language)}%"


def period_name(name: str, language: str) -> str:
    """Name a period in full: "Juni 2026", "8 Juni 2026", "2026"."""
    if len(name) == 4:
        return name
    if len(name) == 7:
        return f"{MONTH_NAMES[language][int(name[5:]) - 1]} {name[:4]}"
    weekday = DAY_NAMES[language][date.fromisoformat(name).weekday()]
    return f"{weekday}, {date_name(name, language)}"
