"""Where a Redis is and how to get in, from its URL."""

import ssl
from dataclasses import dataclass, field
from typing import Self

from redis.asyncio import ConnectionPool, SSLConnection


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """`path` of a Unix socket, or `host` and `port`; `ssl_context` where the URL begins with `rediss://`."""

    path: str | None
    host: str
    port: int
    username: str | None = field(repr=False)
    password: str | None = field(repr=False)
    ssl_context: ssl.SSLContext | None = field(repr=False)

    @classmethod
    def from_url(cls, url: str) -> Self:
        """The URLs that redis-py reads. Raises ValueError.

        The number of a database is left out of account: pub/sub channels belong to none.
        """
        pool = ConnectionPool.from_url(url)
        options = pool.connection_kwargs
        return cls(
            path=options.get("path"),
            host=options.get("host", "localhost"),
            port=options.get("port", 6379),
            username=options.get("username"),
            password=options.get("password"),
            ssl_context=_ssl_context(options) if issubclass(pool.connection_class, SSLConnection) else None,
        )

    def __str__(self) -> str:
        """For logs: without the credentials."""
        return self.path or f"{self.host}:{self.port}"


def _ssl_context(options: dict[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context(
        cafile=options.get("ssl_ca_certs"), capath=options.get("ssl_ca_path")
    )
    if options.get("ssl_cert_reqs") == "none":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif str(options.get("ssl_check_hostname", True)).lower() in ("false", "0", "no"):
        context.check_hostname = False
    if "ssl_certfile" in options:
        context.load_cert_chain(options["ssl_certfile"], options.get("ssl_keyfile"))
    return context
