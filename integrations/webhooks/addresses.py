"""Where webhooks may be posted: public addresses, and networks of ours only where the settings name them.

Checked for the address that is really connected to, after its name was resolved, so that a name which leads somewhere
else a moment later (DNS rebinding) gains nothing.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings

# IPv6 addresses that carry an IPv4 address, which a gateway would send them on to.
TRANSLATED: Final = IPv6Network("64:ff9b::/96")


class ForbiddenAddress(OSError):
    """The name leads to no address that may be posted to."""


def is_allowed(address: IPv4Address | IPv6Address, *, is_encrypted: bool) -> bool:
    """Whether webhooks may go there. Without TLS only into the networks of the setting."""
    address = _carried(address)
    if any(address in network for network in settings.WEBHOOK_ALLOWED_NETWORKS):
        return True
    return is_encrypted and address.is_global and not address.is_multicast and not address.is_reserved


def _carried(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if not isinstance(address, IPv6Address):
        return address
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def connect(host: str, port: int, *, timeout: float, is_encrypted: bool) -> socket.socket:
    """A connection to the first allowed address of the host that takes one.

    Raises ForbiddenAddress where it has none, OSError where none answers.
    """
    failure: OSError = ForbiddenAddress("The name leads to an address in a private network.")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not is_allowed(ip_address(str(address[0]).partition("%")[0]), is_encrypted=is_encrypted):
            continue
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(timeout)
            opened.connect(address)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise failure


def literal_is_refused(host: str, *, is_encrypted: bool) -> bool:
    """Whether an address as it was typed can never be posted to; what a name leads to is seen each time."""
    try:
        return not is_allowed(ip_address(host.strip("[]")), is_encrypted=is_encrypted)
    except ValueError:
        return not host or (not is_encrypted and not settings.WEBHOOK_ALLOWED_NETWORKS)
