"""What the layer reads out of a Redis URL."""

import ssl

import pytest

from talentsync.channel_layer.address import RedisAddress


@pytest.mark.parametrize(
    ("url", "host", "port", "username", "password"),
    [
        ("redis://localhost", "localhost", 6379, None, None),
        ("redis://h:1/2", "h", 1, None, None),
        ("redis://:p%40ss@h", "h", 6379, None, "p@ss"),
        ("redis://user:pass@[::1]:7", "::1", 7, "user", "pass"),
    ],
)
def test_hosts(url: str, host: str, port: int, username: str | None, password: str | None) -> None:
    address = RedisAddress.from_url(url)
    assert (address.path, address.host, address.port) == (None, host, port)
    assert (address.username, address.password) == (username, password)
    assert address.ssl_context is None


def test_unix_sockets() -> None:
    address = RedisAddress.from_url("unix://user:secret@/run/valkey.sock?db=1")
    assert (address.path, address.username, address.password) == ("/run/valkey.sock", "user", "secret")


@pytest.mark.parametrize(
    ("query", "verify_mode", "checks_hostname"),
    [
        ("", ssl.CERT_REQUIRED, True),
        ("?ssl_check_hostname=false", ssl.CERT_REQUIRED, False),
        ("?ssl_cert_reqs=none", ssl.CERT_NONE, False),
    ],
)
def test_tls(query: str, verify_mode: ssl.VerifyMode, checks_hostname: bool) -> None:
    context = RedisAddress.from_url(f"rediss://h{query}").ssl_context
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (verify_mode, checks_hostname)


def test_credentials_are_not_shown() -> None:
    address = RedisAddress.from_url("redis://user:secret@h:1")
    assert str(address) == "h:1"
    assert "secret" not in repr(address)


@pytest.mark.parametrize("url", ["h:1", "http://h", "redis://h:port"])
def test_what_is_no_redis_url(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        RedisAddress.from_url(url)
