"""What counts as one client where limits are set by address."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address


def network_of(address: str) -> str:
    """
    Return what counts as one client address: IPv4 as it is, IPv6 by its /64, anything else as it is written.

    Whoever has one IPv6 address has all of its network.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Address(int(ip) >> 64 << 64))
    return str(ip)
