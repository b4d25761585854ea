"""Sending webhooks: signed as the specification says, and only to addresses that an admin may reach."""

from __future__ import annotations

import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Signer

from rig.receiver import Receiver, receiving
from services.reports.webhooks.posting import ForbiddenAddress, Post, endpoint_of, is_allowed
from services.reports.webhooks.registry import secret_of

NOW_MS = 1_614_265_330_000
SECRET = secret_of(lambda: bytes(32))("one", "")


def test_the_signature_is_that_of_the_specification() -> None:
    """The example of the specification and its libraries."""
    signed = Signer("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1_614_265_330, UTC), '{"test": 2432232314}'
    )

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_sent_has_the_three_headers_and_the_path_as_it_was_written() -> None:
    with receiving() as receiver:
        receiver.secret = SECRET
        answer = Post()(receiver.url, receiver.secret, "evt_1", '{"type":"x"}', NOW_MS)
        (received,) = receiver.received

    assert answer.status == 204
    assert received.headers["webhook-timestamp"] == "1614265330"
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert received.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fe80::1", "fe80::1%eth0", "::ffff:169.254.169.254", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255",
     "fd00:ec2::254", "100.100.100.200"],
)  # fmt: skip
def test_nothing_is_sent_to_metadata_or_to_no_single_machine(address: str) -> None:
    assert not is_allowed(address)
    assert Post()(f"http://{_host(address)}/x", SECRET, "evt_1", "{}", NOW_MS).why == "forbidden-address"


@pytest.mark.parametrize(
    "address", ["192.168.1.5", "10.0.0.9", "172.16.3.4", "127.0.0.1", "::1", "8.8.8.8", "fd12::5"]
)
def test_the_malls_own_network_and_the_internet_are_allowed(address: str) -> None:
    assert is_allowed(address)


def test_nothing_is_sent_to_the_halls_own_databases_by_whatever_name() -> None:
    with receiving() as receiver:
        post = Post(lambda: [("127.0.0.1", receiver.port)])
        for host in ("127.0.0.1", "localhost"):
            url = f"http://{host}:{receiver.port}/"
            assert post(url, SECRET, "evt_1", "{}", NOW_MS).why == "forbidden-address"
        with pytest.raises(ForbiddenAddress):
            post.addresses("127.0.0.1", receiver.port)

        assert receiver.received == []


def test_the_databases_are_where_their_settings_say() -> None:

    assert endpoint_of("postgresql+psycopg://antre:word@postgres/antre") == ("postgres", 5432)
    assert endpoint_of("sqlite:////history/history.db")[0] == ""


def test_what_cannot_be_sent_says_why() -> None:
    post = Post()
    with receiving() as receiver:
        url = f"https://127.0.0.1:{receiver.port}/"
        assert post(url, SECRET, "evt_1", "{}", NOW_MS).why == "tls"
    assert post(receiver.url, SECRET, "evt_1", "{}", NOW_MS).why == "unreachable"
    for host in ("nobody.invalid", f"{'a' * 70}.example", "..."):
        assert post(f"http://{host}/", SECRET, "evt_1", "{}", NOW_MS).why == "unknown-host"


def test_a_certificate_must_be_of_the_name_and_of_a_known_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
    ]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True)
    with receiving() as receiver:
        _serve_tls(receiver, key, certificate)
        by_name = f"https://localhost:{receiver.port}/"

        untrusted = Post()(by_name, SECRET, "evt_1", "{}", NOW_MS)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted = Post()(by_name, SECRET, "evt_2", "{}", NOW_MS)
        other_name = Post()(f"https://127.0.0.1:{receiver.port}/", SECRET, "evt_3", "{}", NOW_MS)

        assert (untrusted.why, trusted.status, other_name.why) == ("tls", 204, "tls")
        assert receiver.ids == ["evt_2"]


def _serve_tls(receiver: Receiver, key: Path, certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    receiver._server.socket = tls.wrap_socket(receiver._server.socket, server_side=True)


def _host(address: str) -> str:
    return f"[{address.partition('%')[0]}]" if ":" in address else address
