"""QR codes of addresses."""

from __future__ import annotations

import io

import segno
from flask import Response

from services.web.public_address import NoPublicAddress


def svg_response(address: str | None) -> Response:
    """
    Make the response with an address as a QR code: SVG, with the quiet zone of four modules.

    Raises NoPublicAddress: there is none.
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
