"""Identify clients by address for rate limits."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address


def network_of(address: str) -> str:
    """
    Return the key that identifies a client's address: IPv4 unchanged, IPv6 as its /64, anything else unchanged.

    An IPv6 client usually has the whole /64 network.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Address(int(ip) >> 64 << 64))
    return str(ip)
