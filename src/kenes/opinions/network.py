"""From where somebody comes, as far as it is kept: a digest of their network under a day's key.

The key is a file beside the database and is overwritten on the next day: from then on no row tells
of which network it was, to nobody.
"""

import hmac
from datetime import date
from ipaddress import IPv6Address, ip_address, ip_network

from kenes.opinions import keys

_NAME = "networks-"
_WIDTHS = {4: 24, 6: 48}  # bits that one house, office or provider's customer shares


def digest(address: str, day: date) -> str:
    """64 hexadecimal digits for the network of an IP address; "" for what is no address."""
    network = of(address)
    return hmac.new(_key(day), network.encode(), "sha256").hexdigest() if network else ""


def of(address: str) -> str:
    """``192.0.2.0/24``, ``2001:db8:1::/48``; "" for what is no address."""
    try:
        known = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    return str(ip_network((known, _WIDTHS[known.version]), strict=False))


def client(remote: str, forwarded: str) -> str:
    """The address of who asks: what the proxy in front of us says, when we are asked by one.

    ``forwarded`` is X-Forwarded-For, whose last address our proxy itself has written; from
    anywhere but this machine it is not believed.
    """
    try:
        is_proxy = ip_address(remote).is_loopback
    except ValueError:
        return remote
    return forwarded.rpartition(",")[2].strip() or remote if is_proxy else remote


def _key(day: date) -> bytes:
    name = f"{_NAME}{day.isoformat()}"
    key, is_new = keys.kept(name)
    if is_new:
        for other in keys.path(name).parent.glob(f"{_NAME}*"):
            if other.name < name:
                keys.destroy(other)
    return key
