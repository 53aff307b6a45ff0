"""Asks a server in the background what it offers. Whoever wants to know reads the last answer and waits for nothing."""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from dsa.execution.judge0 import probes
from dsa.execution.judge0.api import Judge0Api
from dsa.execution.judge0.server import Server, ask_config, ask_languages, require_workers, with_commands
from dsa.execution.languages import Language
from dsa.execution.types import BackendUnavailable, ExecutionError

logger = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 60.0
# While something is wrong, so that judging goes on soon after it is put right.
ASK_AGAIN_WHILE_FAILING_SECONDS = 5.0
# A language that worked is tried again after this long, one that did not each time.
PROBE_AGAIN_SECONDS = 3600.0
# In the first moments of a process who asks may wait for the first answer, together no longer than this.
FIRST_ANSWER_SECONDS = 1.0


@dataclass(frozen=True)
class Intervals:
    """How often a server is asked, in seconds: while all is well, and while it is not."""

    well: float = ASK_AGAIN_SECONDS
    failing: float = ASK_AGAIN_WHILE_FAILING_SECONDS


class ServerMonitor:
    """The last answer of a server, kept up to date by a thread that is started when it is first needed."""

    def __init__(
        self, api: Judge0Api, intervals: Intervals, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._api = api
        self._intervals = intervals
        self._clock = clock
        self._starting = threading.Lock()
        self._asking = threading.Lock()
        self._has_asked = threading.Event()
        self._wake = threading.Event()
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._process = 0
        self._started_at = 0.0
        self._server: Server | None = None
        self._probed_at = 0.0
        self._problem: ExecutionError | None = None

    # What is known, without asking ------------------------------------------------------------------------------------

    def server(self) -> Server:
        """What the server offered when it last answered, even if it does not now. Raises BackendUnavailable."""
        self._wait(FIRST_ANSWER_SECONDS)
        if self._server is None:
            raise BackendUnavailable(str(self._problem or "the Judge0 server has not answered yet"))
        return self._server

    def require_well(self) -> None:
        """Raises BackendUnavailable unless the server could run programs when it was last asked."""
        self.server()
        if self._problem is not None:
            raise BackendUnavailable(str(self._problem))

    # For workers, which may wait --------------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Until the first answer, or failure, is there."""
        self._start()
        self._has_asked.wait(seconds)

    def refresh(self) -> ExecutionError | None:
        """Ask now; gives what is wrong with the server, or None."""
        with self._asking:
            try:
                self._server = self._ask()
            except ExecutionError as error:
                if self._problem is None:
                    logger.warning("The Judge0 server cannot be used: %s", error)
                self._problem = error
            except Exception as error:
                # A thread that ends would leave the last answer standing for ever.
                logger.exception("Asking the Judge0 server failed")
                self._problem = BackendUnavailable(f"asking the Judge0 server failed: {error!r}")
            else:
                if self._problem is not None:
                    logger.warning("The Judge0 server can be used again")
                self._problem = None
            self._has_asked.set()
            self._wake.set()
            return self._problem

    def close(self) -> None:
        """End the thread."""
        self._is_closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    # Inside -----------------------------------------------------------------------------------------------------------

    def _wait(self, seconds: float) -> None:
        self._start()
        rest = self._started_at + seconds - self._clock()
        if rest > 0:
            self._has_asked.wait(rest)

    def _start(self) -> None:
        if self._process == os.getpid():
            return
        with self._starting:
            # Threads do not survive a fork.
            if self._process != os.getpid():
                self._started_at = self._clock()
                self._thread = threading.Thread(target=self._work, name="judge0-monitor", daemon=True)
                self._thread.start()
                self._process = os.getpid()

    def _work(self) -> None:
        self.refresh()
        while True:
            self._wake.clear()
            if self._is_closed:
                return
            pause = self._intervals.well if self._problem is None else self._intervals.failing
            # Whoever has asked in between woke us: the time begins anew.
            if not self._wake.wait(pause) and not self._is_closed:
                self.refresh()

    def _ask(self) -> Server:
        config = ask_config(self._api)
        require_workers(self._api)
        listed, multi_file = ask_languages(self._api, config)
        if multi_file is not None:
            listed = {language: with_commands(self._api, one) for language, one in listed.items()}
        unlisted = {
            language: "the Judge0 server does not list it" for language in Language if language not in listed
        }
        offer = Server(config, listed, unlisted, multi_file)
        reasons = self._broken(offer)
        working = {language: one for language, one in listed.items() if language not in reasons}
        return Server(config, working, {**unlisted, **reasons}, multi_file)

    def _broken(self, offer: Server) -> dict[Language, str]:
        """The languages that are listed and do not work. What worked lately in the same way is not tried again."""
        before = self._server
        is_recent = before is not None and self._clock() - self._probed_at < PROBE_AGAIN_SECONDS
        known = {
            language
            for language, one in offer.languages.items()
            if before is not None
            and before.multi_file == offer.multi_file
            and before.languages.get(language) == one
        }
        wanted = [language for language in offer.languages if not (is_recent and language in known)]
        if not wanted:
            return {}
        try:
            reasons = probes.broken(self._api, offer, wanted)
        except ExecutionError:
            # A server too busy for a probe is no reason to doubt what has worked.
            if not known:
                raise
            reasons = {
                language: "it has not been tried yet" for language in offer.languages if language not in known
            }
        else:
            if not is_recent:
                self._probed_at = self._clock()
        return reasons
