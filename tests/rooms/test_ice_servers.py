"""ICE servers and the credentials that coturn accepts."""

import base64
import hashlib
import hmac

from pytest_django import Settings

from rooms.ice_servers import ice_configuration


def test_without_servers_the_list_is_empty(settings: Settings) -> None:
    settings.STUN_URLS, settings.TURN_URLS = [], []
    assert ice_configuration("peer", now=0) == {"iceServers": [], "iceTransportPolicy": "all"}


def test_turn_credentials_expire_and_are_signed(settings: Settings) -> None:
    """User name: expiry and id. Password: base64 of HMAC-SHA1 of it, as coturn's use-auth-secret computes it."""
    settings.STUN_URLS = ["stun:turn.company.example:3478"]
    settings.TURN_URLS = ["turn:turn.company.example:3478?transport=udp"]
    settings.TURN_SECRET = "shared secret"
    settings.TURN_CREDENTIAL_SECONDS = 600

    stun, turn = ice_configuration("peer-1", now=1_000_000.9)["iceServers"]

    assert stun == {"urls": ["stun:turn.company.example:3478"]}
    assert turn["username"] == "1000600:peer-1"
    digest = hmac.new(b"shared secret", b"1000600:peer-1", hashlib.sha1).digest()
    assert base64.b64decode(turn["credential"]) == digest
    assert "shared secret" not in str(turn)


def test_relay_only_is_passed_on(settings: Settings) -> None:
    settings.ICE_RELAY_ONLY = True
    assert ice_configuration("peer", now=0)["iceTransportPolicy"] == "relay"
