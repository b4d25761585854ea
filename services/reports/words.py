"""Words and number formats for figures in both languages. Pure."""

from __future__ import annotations

from datetime import date

from waitingroom.local_time import DAY_NAMES, MONTH_NAMES, date_name

NOTHING = "–"
"""Placeholder where nothing was measured."""

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
    "tickets_per_day": ("Nomor per hari", "Numbers per day"),
    "tickets_per_month": ("Nomor per bulan", "Numbers per month"),
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
    "year_to_date": ("Sejak awal tahun", "Year to date"),
    "than_before": ("dari {period}", "on {period}"),
    "meanings": ("Arti angka ini", "What these figures mean"),
    "told": ("Perkiraan yang disampaikan", "Waits as told"),
    "told_inside": ("dalam rentang", "inside the range"),
    "told_under": ("dalam rentang atau lebih cepat", "inside or earlier"),
    "told_nobody": ("Belum ada yang diberi perkiraan.", "Nobody was told one yet."),
    "until": ("sampai {day}", "until {day}"),
    "weekend_days": ("Hari buka di akhir pekan", "Days open at weekends"),
    "days_with_visits": ("Hari dengan kunjungan", "Days with visits"),
    "running": ("Masih berjalan; angka sampai hari ini.", "Still running; figures up to today."),
    "empty": ("Belum ada kunjungan pada masa ini.", "No visits in this period yet."),
    "since": ("Riwayat dimulai {day}.", "History begins on {day}."),
    "table": ("Angka sebagai tabel", "The figures as a table"),
    "satisfaction": ("Kepuasan pengunjung", "What visitors say"),
    "signed": ("Mengetahui,", "Seen by,"),
    "made": ("Dibuat dari catatan antrean, {day}", "Made from the queue's log, {day}"),
    "hidden": ("<5", "<5"),
    "few_hidden": (
        "Angka di bawah {n} tidak ditampilkan, agar tidak ada yang dapat dikenali.",
        "Counts below {n} are not shown, so that nobody can be recognised.",
    ),
    "visitors": ("Pengunjung", "Visitors"),
    "wait": ("Waktu tunggu", "Waiting time"),
    "half_within": ("Separuh pengunjung dipanggil dalam {n} menit", "Half of the visitors were called within {n} min"),
    "nine_within": ("sembilan dari sepuluh dalam {n} menit", "nine in ten within {n} min"),
    "as_of": ("data pukul {clock}", "as of {clock}"),
    "not_updated": ("Belum diperbarui sejak pukul {clock}", "Not updated since {clock}"),
    "nobody_yet": ("Belum ada pengunjung yang tercatat.", "No visitors recorded yet."),
    "wall": ("Layar lobi", "Lobby screen"),
    "public": ("Halaman umum", "Public page"),
    "few": ("kurang dari {n}", "fewer than {n}"),
    "other_agencies": ("Instansi lain", "Other agencies"),
    "today": ("Hari ini", "Today"),
    "integrations": ("Program lain", "Other programs"),
    "sign_in_go": ("Masuk di halaman koordinator, lalu kembali ke sini.", "Sign in on the supervisor's page, then come back here."),
    "other_language": ("English", "Bahasa Indonesia"),
}  # fmt: skip

MEANINGS: dict[str, tuple[str, str]] = {
    "visits": (
        "Satu kedatangan, juga bila ke beberapa layanan atau pindah lokasi. Nomor yang ditarik kembali tidak dihitung.",
        "One coming, also to several services or on to another place. Numbers that were taken back do not count.",
    ),
    "tickets": (
        "Nomor yang diberikan. Pada instansi dan layanan: perhentian, satu untuk tiap layanan yang dituju.",
        "Numbers that were issued. Of an agency or service: stops, one for each service that was waited for.",
    ),
    "served": ("Selesai dilayani di loket.", "Finished at a counter."),
    "no_show": (
        "Dipanggil, tidak datang, dan tidak kembali pada hari itu.",
        "Was called, did not come, and did not come back that day.",
    ),
    "left": ("Dibatalkan sebelum dilayani.", "Cancelled before being served."),
    "expired": ("Masih menunggu saat hari ditutup.", "Still waiting when the day was closed."),
    "wait_median": (
        "Dari mengambil nomor sampai panggilan pertama; separuhnya tidak lebih lama dari ini. Tanpa nomor tidak dihitung.",
        "From taking the number to the first call; half of them were no longer than this. Who came without a number is left out.",
    ),
    "wait_p90": ("Sembilan dari sepuluh tidak lebih lama dari ini.", "Nine of ten were no longer than this."),
    "walk_median": ("Dari panggilan sampai mulai dilayani.", "From the call to the start of service."),
    "service_median": ("Dari mulai sampai selesai, tanpa waktu ditahan.", "From start to end, without time on hold."),
    "in_promise": (
        "Bagian yang menunggu tidak lebih lama dari janji instansinya.",
        "The share that waited no longer than its agency promises.",
    ),
    "utilisation": (
        "Bagian waktu buka, tanpa jeda, dengan pengunjung di loket.",
        "The share of open time, without pauses, with a visitor at the counter.",
    ),
    "told": (
        "Perkiraan saat mengambil nomor, dibanding saat dipanggil.",
        "The wait told when the number was taken, against when it was called.",
    ),
}  # fmt: skip
"""What each figure means, as defined in docs/figures.md."""


def say(key: str, language: str, **values: str) -> str:
    """Return the text for a key in a language, with its values filled in."""
    return WORDS[key][language == "en"].format(**values)


def number(value: float | None, language: str, decimals: int = 0) -> str:
    """Format a number: 24.500 and 3,5 in Indonesian, 24,500 and 3.5 in English."""
    if value is None:
        return NOTHING
    text = f"{value:,.{decimals}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def minutes(value: float | None, language: str) -> str:
    """Format a duration in minutes, "3,5 menit"; a dash if nothing was measured."""
    return NOTHING if value is None else f"{number(value, language, 1)} {say('minutes', language)}"


def share(value: float | None, language: str) -> str:
    """Format a share (0 to 1) as whole percent; a dash if nothing was measured."""
    return NOTHING if value is None else f"{number(100 * value, language)}%"


def change(now: int, before: int, language: str) -> str:
    """Format the change of a count, "+12%"; a dash if there is nothing to compare with."""
    if not before:
        return NOTHING
    percent = round(100 * (now - before) / before)
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return f"{sign}{number(abs(percent), language)}%"


def period_name(name: str, language: str) -> str:
    """Return the full name of a period: "Juni 2026", "Senin, 8 Juni 2026", "2026"."""
    if len(name) == 4:
        return name
    if len(name) == 7:
        return f"{MONTH_NAMES[language][int(name[5:]) - 1]} {name[:4]}"
    weekday = DAY_NAMES[language][date.fromisoformat(name).weekday()]
    return f"{weekday}, {date_name(name, language)}"
