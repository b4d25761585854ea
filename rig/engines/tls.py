"""Certificates for Redis servers with TLS: an authority and the certificate it signs."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ADDRESS = "127.0.0.1"
A_DAY = timedelta(days=1)


class Authority:
    """A certificate authority, and the certificate it signed for the server at ADDRESS. file: the authority's own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.file, self._certificate, self._key = (
            folder / "ca.pem",
            folder / "server.pem",
            folder / "server.key",
        )
        own, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        about_itself = _about("authority", own).add_extension(
            x509.BasicConstraints(True, None), critical=True
        )
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ADDRESS))])
        about_server = _about("redis", server).add_extension(address, critical=False)
        for file, about in ((self.file, about_itself), (self._certificate, about_server)):
            signed = about.sign(own, hashes.SHA256())
            file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        self._key.write_bytes(
            server.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def lines(self, port: int) -> tuple[str, ...]:
        """Return the configuration lines that make a server accept TLS only."""
        return (
            "port 0", f"tls-port {port}", "tls-auth-clients no", f"tls-ca-cert-file {self.file}",
            f"tls-cert-file {self._certificate}", f"tls-key-file {self._key}", "tls-replication yes", "tls-cluster yes",
        )  # fmt: skip

    @property
    def option(self) -> str:
        """Query parameter of a Redis URL that makes a client trust the authority."""
        return f"ssl_ca_certs={self.file}"


def _about(name: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named("authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - A_DAY)
        .not_valid_after(now + A_DAY)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
