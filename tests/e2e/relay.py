"""coturn, as docs/operations.md sets it up, on loopback."""

import shutil
import subprocess
import time
from pathlib import Path

from tests.servers import START_PATIENCE_SECONDS, free_port

SECRET = "the secret that coturn and the server share in tests"


class Relay:
    """One coturn process with time-limited credentials."""

    def __init__(self, directory: Path) -> None:
        program = shutil.which("turnserver")
        if program is None:
            raise RuntimeError(
                "The relay test needs coturn: `make test` installs it (Debian's package coturn)."
            )
        port = free_port()
        self.url = f"turn:127.0.0.1:{port}?transport=udp"
        self.log = directory / "coturn.log"
        configuration = directory / "turnserver.conf"
        configuration.write_text(
            "\n".join(
                [
                    f"listening-port={port}",
                    "listening-ip=127.0.0.1",
                    "relay-ip=127.0.0.1",
                    "allow-loopback-peers",
                    "use-auth-secret",
                    f"static-auth-secret={SECRET}",
                    "realm=talentsync.example",
                    "fingerprint",
                    "no-cli",
                    "no-tls",
                    "no-dtls",
                    "no-stdout-log",
                    f"log-file={self.log}",
                    "simple-log",
                    "verbose",
                    f"pidfile={directory / 'coturn.pid'}",
                    f"userdb={directory / 'turndb'}",
                ]
            )
        )
        self._process = subprocess.Popen(
            [program, "-c", configuration], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while "listener opened" not in self.told():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"coturn did not start:\n{self.told()}")

    def told(self) -> str:
        """Its log so far."""
        return self.log.read_text() if self.log.exists() else ""

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()
