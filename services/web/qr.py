"""The code on a ticket that opens its page."""

from __future__ import annotations

import io

import segno
from flask import Response


def drawn(address: str) -> Response:
    """Draw an address as a QR code, SVG with the four clear modules around it."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=4, dark="#0c1230", light="#ffffff", omitsize=True
    )
    answer = Response(picture.getvalue(), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer
