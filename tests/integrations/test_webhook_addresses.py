"""Where webhooks may go: nowhere within the operator's own network, whatever a name leads to."""

import socket
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from integrations.webhooks import addresses
from integrations.webhooks.sender import Failure, post

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104  an address to refuse
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
]
PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address(address: str) -> None:
    assert not addresses.is_allowed(ip_address(address), is_encrypted=True)
    assert addresses.literal_is_refused(address, is_encrypted=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_ones_with_tls_only(address: str) -> None:
    assert addresses.is_allowed(ip_address(address), is_encrypted=True)
    assert not addresses.is_allowed(ip_address(address), is_encrypted=False)


def test_networks_that_the_operator_allows(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = [ip_network("10.1.0.0/16")]
    assert addresses.is_allowed(ip_address("10.1.2.3"), is_encrypted=False)
    assert addresses.is_allowed(ip_address("::ffff:10.1.2.3"), is_encrypted=False)
    assert not addresses.is_allowed(ip_address("10.2.2.3"), is_encrypted=True)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_leads_to_a_private_address_is_not_connected_to(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that led elsewhere when the endpoint was stored: it is resolved once, and that is connected to."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    def connect(*_: object) -> None:
        raise AssertionError("it was connected to")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    outcome = post(
        f"{scheme}://ats.example/hooks",
        "{}",
        message_id="evt_1",
        secrets=["whsec_c2VjcmV0"],
        at=timezone.now(),
        timeout=5,
    )
    assert outcome.failure == Failure.ADDRESS_REFUSED
    assert asked == ["ats.example"]
