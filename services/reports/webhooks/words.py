"""Words of the integrations page in both languages. Pure."""

from __future__ import annotations

from waitingroom.local_time import clock_of, date_name, iso, service_day

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Program lain", "Other programs"),
    "subtitle": ("Webhook dan pembaca angka", "Webhooks and readers of figures"),
    "report": ("Laporan", "Report"),
    "reload": ("Muat ulang", "Reload"),
    "other_language": ("English", "Bahasa Indonesia"),
    "webhooks": ("Webhook", "Webhooks"),
    "webhooks_about": (
        "Program lain diberi tahu saat nomor diambil, dipanggil, selesai dilayani, atau ditutup. "
        "Yang dikirim: nomor, layanan, dan loket. Tidak ada nama, catatan, atau alasan prioritas.",
        "Other programs are told when a number is taken, called, served or closed. What is sent: number, service and "
        "counter. No name, no note, no reason of a priority.",
    ),
    "webhooks_none": ("Belum ada webhook.", "No webhook yet."),
    "on": ("Menyala", "On"),
    "off": ("Mati", "Off"),
    "off.switched-off": ("Mati", "Off"),
    "off.gone": ("Mati: penerima menjawab 410, tidak mau lagi", "Off: its receiver answered 410, it wants no more"),
    "failing": ("Menyala, tetapi penerima belum menjawab dengan baik ({count} kali berturut-turut)", "On, but its receiver gives no good answer ({count} in a row)"),
    "events": ("Kejadian", "Events"),
    "all_events": ("semua", "all"),
    "places": ("Lokasi", "Places"),
    "all_places": ("semua", "all"),
    "made": ("Dibuat", "Made"),
    "made_by": ("{day} oleh {who}", "{day} by {who}"),
    "waiting": ("Menunggu dikirim", "Waiting to be sent"),
    "lost": ("Tidak terkirim", "Not delivered"),
    "test": ("Kirim percobaan", "Send a test"),
    "switch_off": ("Matikan", "Switch off"),
    "switch_on": ("Nyalakan", "Switch on"),
    "switch_on_about": ("Yang terjadi selama mati tidak dikirim sendiri.", "What happened while it was off is not sent by itself."),
    "delete": ("Hapus", "Delete"),
    "delete_about": ("Yang masih menunggu tidak jadi dikirim. Ini tidak dapat diurungkan.", "What still waits will not be sent. This cannot be undone."),
    "delete_now": ("Hapus webhook ini", "Delete this webhook"),
    "replay": ("Kirim ulang", "Send again"),
    "replay_about": (
        "Penerima mengenali yang sudah dimilikinya dari nomor kejadian (webhook-id). Kejadian disimpan 7 hari.",
        "A receiver knows what it has by the event's id (webhook-id). Events are kept for 7 days.",
    ),
    "replay_since": ("Sejak", "Since"),
    "since_hour": ("satu jam yang lalu", "an hour ago"),
    "since_day": ("sehari yang lalu", "a day ago"),
    "since_week": ("7 hari yang lalu", "7 days ago"),
    "deliveries": ("Kiriman terakhir", "Last deliveries"),
    "deliveries_none": ("Belum ada yang dikirim.", "Nothing was sent yet."),
    "time": ("Waktu", "Time"),
    "event": ("Kejadian", "Event"),
    "number": ("Nomor", "Number"),
    "status": ("Keadaan", "State"),
    "tries": ("Percobaan", "Tries"),
    "next": ("Coba lagi", "Next try"),
    "answer": ("Jawaban", "Answer"),
    "status.waiting": ("menunggu", "waiting"),
    "status.delivered": ("terkirim", "delivered"),
    "status.given-up": ("tidak terkirim", "given up"),
    "status.dropped": ("dilepas, antrean kiriman penuh", "dropped, too many waited"),
    "why.timeout": ("tidak menjawab dalam 15 detik", "no answer within 15 seconds"),
    "why.unreachable": ("tidak tersambung", "not reached"),
    "why.unknown-host": ("alamat tidak dikenal", "unknown address"),
    "why.tls": ("sertifikat tidak sah", "certificate not valid"),
    "why.redirect": ("mengalihkan ke alamat lain", "redirects elsewhere"),
    "why.refused": ("ditolak", "refused"),
    "why.forbidden-address": ("alamat tidak diizinkan", "address not allowed"),
    "add_webhook": ("Tambah webhook", "Add a webhook"),
    "url": ("Alamat penerima", "Receiver's address"),
    "url_about": ("https://… atau http://… di jaringan sendiri", "https://… or http://… in your own network"),
    "which_events": ("Kejadian (kosong: semua)", "Events (none: all)"),
    "which_places": ("Lokasi (kosong: semua)", "Places (none: all)"),
    "add": ("Tambah", "Add"),
    "secret": (
        "Rahasia penanda tangan. Salin sekarang ke program penerima; ini hanya tampil sekali.",
        "The secret that signs. Copy it to the receiving program now; it is shown only once.",
    ),
    "copied": ("Sudah saya salin", "I have copied it"),
    "kind.ticket.issued": ("nomor diambil", "number taken"),
    "kind.ticket.called": ("dipanggil", "called"),
    "kind.ticket.served": ("selesai dilayani", "served"),
    "kind.ticket.closed": ("ditutup tanpa dilayani", "closed unserved"),
    "kind.ticket.undone": ("diurungkan", "undone"),
    "kind.webhook.test": ("percobaan", "test"),
    "readers": ("Pembaca angka", "Readers of figures"),
    "readers_about": (
        "Program lain membaca angka laporan dengan token sendiri. Token hanya membuka angka, tidak yang lain.",
        "Other programs read the figures of the reports with a token of their own. It opens figures and nothing else.",
    ),
    "readers_none": ("Belum ada pembaca.", "No reader yet."),
    "name": ("Nama", "Name"),
    "used": ("Terakhir dipakai", "Last used"),
    "never": ("belum pernah", "never"),
    "revoked": ("Dicabut", "Revoked"),
    "revoke": ("Cabut", "Revoke"),
    "revoke_about": ("Program itu tidak dapat membaca lagi. Ini tidak dapat diurungkan.", "That program can read no more. This cannot be undone."),
    "revoke_now": ("Cabut token ini", "Revoke this token"),
    "make_reader": ("Buat token", "Make a token"),
    "reader_name": ("Nama program atau orang yang membaca", "Name of the program or person that reads"),
    "make": ("Buat", "Make"),
    "token": (
        "Token. Salin sekarang ke program pembaca; ini hanya tampil sekali.",
        "The token. Copy it to the reading program now; it is shown only once.",
    ),
    "read_only": ("Hanya admin yang dapat mengubah halaman ini.", "Only an admin can change this page."),
    "docs": ("Cara memakainya: docs/webhooks.md dan /api/reports/openapi.json", "How to use it: docs/webhooks.md and /api/reports/openapi.json"),
    "away": ("Belum tersambung. Coba lagi sebentar lagi.", "Not connected. Try again in a moment."),
}  # fmt: skip


def say(key: str, language: str, **values: object) -> str:
    """Return the text for a key in a language, with its values filled in."""
    return WORDS[key][language == "en"].format(**values)


def moment(at_ms: int | None, time_zone: str, language: str) -> str:
    """Format a time with its date: "8 Juni 2026, 09.41"; a dash for None."""
    if at_ms is None:
        return "–"
    day = date_name(service_day(at_ms, time_zone, 0), language)
    return f"{day}, {clock_of(at_ms, time_zone).replace(':', '.')}"


def clock(at_ms: int | None, now_ms: int, time_zone: str, language: str) -> str:
    """Format a time of today to the second, "09.41.12", and any other time with its date; a dash for None."""
    if at_ms is not None and service_day(at_ms, time_zone, 0) == service_day(now_ms, time_zone, 0):
        return iso(at_ms, time_zone)[11:19].replace(":", ".")
    return moment(at_ms, time_zone, language)
