"""One example of every kind of fact, with every member set."""

from __future__ import annotations

from typing import Any

from rig.cast import press
from waitingroom import facts as f

STAMP: dict[str, Any] = {"at_ms": 1_780_880_400_000, "press": press()}
EXAMPLES = [
    f.HouseSaved(**STAMP, content={"id": "small"}),
    f.DayNamed(**STAMP, service_day="2026-06-08"),
    f.DayOpened(**STAMP, venue_id="hall", service_day="2026-06-08", previous_day="2026-06-05", previous_link="ab"),
    f.EpochBegan(**STAMP, epoch="e1", run_id="r1", reason="day-opened"),
    f.HouseAdopted(**STAMP, house_seq=7, content={"id": "small"}),
    f.HouseAdopted(**STAMP, house_seq=7, content={"id": "small"}, policy=2),
    f.DayClosed(**STAMP, next_day="2026-06-09", reason="day-ended"),
    f.TicketIssued(**STAMP, ticket_id="A-012", prefix="A", ordinal=12, service_id="ktp", stops=("jkn",), priority="elderly", moved_from="cfd/2026-06-08/A-003", note="KK lama"),
    f.TicketIssued(**STAMP, ticket_id="A-013", prefix="A", ordinal=13, service_id="ktp", origin="k3Jx-0aQ"),
    f.TicketIssued(**STAMP, ticket_id="A-014", prefix="A", ordinal=14, service_id="ktp", told=(15, 25)),
    f.TicketIssued(**STAMP, ticket_id="A-015", prefix="A", ordinal=15, service_id="ktp", told=(90, None)),
    f.TicketCancelled(**STAMP, ticket_id="A-012"),
    f.TicketsTakenBack(**STAMP, origin="k3Jx-0aQ", from_ms=1_780_880_100_000, until_ms=1_780_880_400_000, ticket_ids=("A-013", "A-014")),
    f.CounterOpened(**STAMP, counter_id="3", session_id="s1", staff="siti"),
    f.CounterClosed(**STAMP, counter_id="3"),
    f.TicketCalled(**STAMP, ticket_id="A-012", counter_id="3", basis="arrival", reason="sudah menunggu lama"),
    f.TicketRecalled(**STAMP, ticket_id="A-012", counter_id="3"),
    f.ServingStarted(**STAMP, ticket_id="A-012", counter_id="3"),
    f.TicketFinished(**STAMP, ticket_id="A-012", counter_id="3", outcome="done", note="Berkas lengkap", services=("ktp", "kk")),
    f.TicketForwarded(**STAMP, ticket_id="A-012", service_id="jkn"),
    f.NoShowRecorded(**STAMP, ticket_id="A-012", counter_id="3"),
    f.TicketDropped(**STAMP, ticket_id="A-012"),
    f.TicketHeld(**STAMP, ticket_id="A-012", counter_id="3", note="fotokopi KK"),
    f.TicketResumed(**STAMP, ticket_id="A-012", counter_id="3"),
    f.TicketReturned(**STAMP, ticket_id="A-012", counter_id="3", place="after-two"),
    f.TicketReleased(**STAMP, ticket_id="A-012", counter_id="3"),
    f.TicketTransferred(**STAMP, ticket_id="A-012", counter_id="3", service_id="jkn", to_counter="5", place="arrival", note="KK lama"),
    f.TicketMoved(**STAMP, ticket_id="A-012", counter_id="3", to_venue="cfd", to_ticket="A-003"),
    f.WalkInStarted(**STAMP, ticket_id="A-012", counter_id="3"),
    f.ResultNoted(**STAMP, ticket_id="A-012", counter_id="3", outcome="done", services=("ktp", "kk"), note="Berkas lengkap"),
    f.PriorityMarked(**STAMP, ticket_id="A-012", priority="elderly"),
    f.TicketReprinted(**STAMP, ticket_id="A-012"),
    f.PressUndone(**STAMP, counter_id="3", undone_seq=12),
    f.PressUndone(**STAMP, undone_seq=14),
    f.CounterPaused(**STAMP, counter_id="3", reason="prayer", until_ms=1_780_881_300_000),
    f.PauseEnded(**STAMP, counter_id="3"),
    f.HelpAsked(**STAMP, counter_id="3", help="sign-language"),
    f.HelpAsked(**STAMP, help="visitor", device_id="5c1e0a", device_name="Mesin 2"),
    f.HelpAnswered(**STAMP, counter_id="3"),
    f.HelpAnswered(**STAMP, device_id="5c1e0a"),
    f.HelpEnded(**STAMP, counter_id="3"),
    f.HelpEnded(**STAMP, device_id="5c1e0a"),
    f.MessageSent(**STAMP, counter_id="3", text="Rapat pukul 12.00"),
    f.MessageRead(**STAMP, counter_id="3"),
    f.NoticePosted(**STAMP, text="Sistem Imigrasi mati. Kembali pukul 10.00.", text_en="Immigration is offline. Back at 10.00.", service_id="paspor-baru", until_ms=1_780_884_000_000),
    f.NoticePosted(**STAMP, text="Lift rusak. Silakan lewat tangga.", zone="east", until_ms=1_780_884_000_000),
    f.NoticeEnded(**STAMP, notice=31),
    f.StaffRecorded(**STAMP, username="siti", action="changed", before={"roles": ["clerk"]}, after={"roles": ["supervisor"]}),
    f.DeviceRecorded(**STAMP, device_id="5c1e0a", action="changed", before={"name": "TV 1"}, after={"name": "TV 3"}),
]  # fmt: skip
