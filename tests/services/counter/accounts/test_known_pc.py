"""Known PCs: the contents of the cookie, and whose sign-in attempts are counted together."""

from __future__ import annotations

import base64

from services.counter.accounts.known_pc import ACCOUNTS_MAX, COOKIE_MAX, KnownPc, after_sign_in, source_of

SECRET, OTHER = b"s" * 32, b"o" * 32


def pc_of(*usernames: str) -> KnownPc:
    """Return a PC on which these accounts signed in, one after the other."""
    pc = None
    for username in usernames:
        pc = after_sign_in(pc, username, SECRET)
    assert pc is not None
    return pc


def test_a_cookie_is_read_as_it_was_written_and_only_under_the_houses_secret() -> None:
    pc = pc_of("siti", "budi")
    cookie = pc.encode(SECRET)

    assert KnownPc.decode(SECRET, cookie) == pc
    assert KnownPc.decode(OTHER, cookie) is None
    assert KnownPc.decode(SECRET, cookie[:-1] + ("A" if cookie[-1] != "A" else "B") * 2) is None
    for rubbish in ("", "A", "é", "x" * 10_000, cookie[4:]):
        assert KnownPc.decode(SECRET, rubbish) is None


def test_it_names_nobody() -> None:
    cookie = pc_of("siti", "budi.santoso").encode(SECRET)

    raw = base64.b64decode(cookie + "=" * (-len(cookie) % 4), altchars=b"-_")

    assert b"siti" not in raw
    assert b"budi" not in raw


def test_it_remembers_the_last_accounts_and_fits_a_cookie() -> None:
    pc = pc_of(*(f"clerk{n}" for n in range(3 * ACCOUNTS_MAX)), "siti", "budi", "siti")

    assert len(pc.accounts) == ACCOUNTS_MAX
    assert len(set(pc.accounts)) == ACCOUNTS_MAX
    assert len(pc.encode(SECRET)) <= COOKIE_MAX
    assert KnownPc.decode(SECRET, pc.encode(SECRET)) == pc


def test_an_account_has_tries_of_its_own_at_each_pc_where_it_signed_in() -> None:
    here, there = pc_of("siti", "budi"), pc_of("siti", "budi")

    sources = [source_of(pc, "siti", "192.0.2.1", SECRET) for pc in (here, there)]

    assert len({source.counted for source in sources}) == 2
    assert all(source.is_known for source in sources)


def test_other_accounts_share_tries_at_all_pcs_where_the_same_one_signed_in_last() -> None:
    """Otherwise an attacker with one account could get new attempts on another by signing in without a cookie."""
    sources = [source_of(pc_of("budi"), "siti", "192.0.2.1", SECRET) for _ in range(3)]

    assert len(set(sources)) == 1
    assert sources[0].is_known
    assert source_of(pc_of("mira"), "siti", "192.0.2.1", SECRET) != sources[0]


def test_one_account_has_few_places_whatever_pcs_and_names_it_comes_with() -> None:
    owners = {
        source_of(pc_of(*names), tried, "192.0.2.1", SECRET).owner
        for names in (("budi",), ("mira", "budi"))
        for tried in ("budi", "mira", "siti", "made-up")
    }

    assert len(owners) == 1


def test_without_a_cookie_the_address_counts_and_of_ipv6_its_network() -> None:
    def counted(address: str) -> str:
        source = source_of(None, "siti", address, SECRET)
        assert not source.is_known
        return source.counted

    assert counted("192.0.2.1") != counted("192.0.2.2")
    assert counted("::ffff:192.0.2.1") == counted("192.0.2.1")
    assert counted("2001:db8:0:1::1") == counted("2001:db8:0:1:ffff::2")
    assert counted("2001:db8:0:1::1") != counted("2001:db8:0:2::1")
    assert counted("") == counted("")
