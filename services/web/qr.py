"""QR codes of page addresses."""

from __future__ import annotations

import io

import segno
from flask import Response

from services.web.public_address import NoPublicAddress


def svg_response(address: str | None) -> Response:
    """
    Return the QR code of an address as an SVG response, with the standard quiet zone of four modules.

    Raises NoPublicAddress if the address is None.
    """
    if address is None:
        raise NoPublicAddress()
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", border=4, dark="#0c1230", light="#ffffff", omitsize=True
    )
    response = Response(picture.getvalue(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
