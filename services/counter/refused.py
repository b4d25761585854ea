"""What this service refuses beside the rules: changes of the house that would leave people waiting for nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from waitingroom import refusals
from waitingroom.refusals import Refusal


class WouldStrand(Refusal):
    """Carries ``stranded``: {"people": int, "services": […]}; done all the same with ``even_so``."""

    slug, kind = "would-strand", refusals.CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "{people} orang masih menunggu layanan ini. Pindahkan atau layani dahulu, atau tutup setelah nomor terakhir.",
        "{people} people still wait for this. Move or serve them first, or close after the last number.",
    )

    @classmethod
    def of(cls, left: Sequence[tuple[str, str, int]]) -> WouldStrand:
        """Make the refusal of (venue, service, waiting) that would be left behind."""
        shown = [{"venue": venue, "service": service, "waiting": waiting} for venue, service, waiting in left]
        return cls(people=sum(waiting for _, _, waiting in left), stranded=shown)
