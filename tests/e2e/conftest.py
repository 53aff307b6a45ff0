"""Real browsers on a real server process.

Each person is a browser context of their own. After each test every page must have kept an empty console, an unviolated
content security policy and to the one host. What a failed test left is in `test-results/<test>/`.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from interviews.models import Interview, Invitation, StageTypeConfig, User
from tests.conftest import signed_in
from tests.dsa.factories import invite, make_interview, make_mirror, make_shout
from tests.dsa.workers import WorkerProcess
from tests.e2e.browsers import FAKE_DEVICES, Browsers
from tests.e2e.cable import Cable
from tests.e2e.dsa_page import DsaPage
from tests.e2e.ended_interview import ended as ended
from tests.e2e.ended_interview import ended_after_paste as ended_after_paste
from tests.e2e.recording import Recording
from tests.e2e.room_page import RoomPage
from tests.e2e.waiting import PATIENCE_MS
from tests.servers import ServerProcess

REPOSITORY = Path(__file__).resolve().parent.parent.parent
RESULTS = REPOSITORY / "test-results"
PROBE = Path(__file__).with_name("probe.js")

# A machine that is short of processor time starves a page for many seconds, which must not look as if it had gone.
PATIENT = {
    "ROOM_RESUME_GRACE_SECONDS": "120",
    "ROOM_PRESENCE_TTL_SECONDS": "120",
    "SOCKETIO_PING_TIMEOUT_SECONDS": "120",
    # A test presses Run more often in a minute than people do.
    "DSA_RATE_FACTOR": "100",
}

SERVER = {"DJANGO_SETTINGS_MODULE": "tests.e2e.server_settings", **PATIENT}

_failed = pytest.StashKey[bool]()

expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember failures for the fixtures that save what the pages left."""
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            # Other processes read the database, so it is written for real.
            item.add_marker(pytest.mark.django_db(transaction=True))
            # A file stays in one process: tests that share it share one browser and one server.
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


# The site -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def static_files() -> None:
    """The built front-end, where the server processes look for it."""
    # Does nothing when the bundle is newer than its sources, and lets one test process build while the others wait.
    subprocess.run([sys.executable, REPOSITORY / "bin" / "bootstrap.py", "bundle"], check=True)
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def site_process(
    django_db_setup: None, static_files: None, valkey_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess]:
    """A server with the default settings, but more patience, for the whole test session."""
    server = ServerProcess(tmp_path_factory.mktemp("site") / "server.log", **SERVER)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def site(valkey: str, site_process: ServerProcess) -> ServerProcess:
    """That server, with nobody in its rooms."""
    return site_process


StartServer = Callable[..., ServerProcess]


@pytest.fixture
def start_server(valkey: str, static_files: None, tmp_path: Path) -> Iterator[StartServer]:
    """Starts a server with settings of its own, for one test."""
    with ExitStack() as stack:

        def start(**environment: str) -> ServerProcess:
            server = ServerProcess(tmp_path / "server.log", **{**SERVER, **environment})
            stack.callback(server.stop)
            server.start()
            return server

        yield start


# What Chromium itself writes on the console about a socket that cannot be opened or ends without a goodbye.
# Of the WebSocket, and of the polls that the page falls back to.
SOCKET_TROUBLE = "WebSocket connection to|Failed to load resource: net::ERR_"

LayCable = Callable[..., Cable]


@pytest.fixture
def lay_cable() -> Iterator[LayCable]:
    """Cables to a server that the test can cut. With `upgrades=False` they let no WebSocket through."""
    laid: list[Cable] = []

    def lay(server: ServerProcess, *, upgrades: bool = True) -> Cable:
        laid.append(Cable(server.port, upgrades=upgrades))
        return laid[-1]

    yield lay
    for cable in laid:
        cable.cut()


BehindTheScenes = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def behind_the_scenes() -> Iterator[BehindTheScenes]:
    """Does what somebody else does meanwhile, for instance a recruiter in the admin.

    In a thread, because what tells the rooms refuses to run in one that holds Playwright's event loop.
    """

    def do(action: Callable[[], Any]) -> Any:
        try:
            return action()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        yield lambda action: pool.submit(do, action).result()


# Browsers -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Only while browser tests run: its event loop stays set in this thread, where others want none."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as started:
        # Django takes that loop for a sign of asynchronous code. There is none here.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield started


@pytest.fixture(scope="package")
def browsers(playwright: Playwright) -> Iterator[Browsers]:
    running = Browsers(playwright)
    yield running
    running.close()


def sign_in(context: BrowserContext, person: User, url: str) -> None:
    """Give a browser the cookie of somebody who has signed in."""
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": signed_in(person).cookies[name].value, "url": url}])


class Tabs:
    """Opens pages and looks after them. Options of `open` that are not named are Playwright's for a context."""

    def __init__(self, browsers: Browsers, stack: ExitStack) -> None:
        self._browsers = browsers
        self._stack = stack
        self.recordings: dict[str, Recording] = {}

    def open(
        self,
        url: str,
        *,
        person: User | None = None,
        label: str = "page",
        devices: tuple[str, ...] = FAKE_DEVICES,
        without: str = "",
        **context_options: Any,
    ) -> tuple[Page, Recording]:
        """A page in a browser context of its own, with nothing opened yet; `url` is the site's.

        `without` is a script that takes something away from the browser before the page's own scripts run.
        """
        context = self._browsers.with_devices(devices).new_context(
            **{"viewport": {"width": 1280, "height": 800}, **context_options}
        )
        self._stack.callback(context.close)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(path=PROBE)
        if without:
            context.add_init_script(without)
        if person is not None:
            sign_in(context, person, url)
        page = context.new_page()
        return page, self.record(page, url, label)

    def record(self, page: Page, url: str, label: str) -> Recording:
        """Keep what a page does from now on, for instance of a tab that another one opened."""
        recording = Recording(page, url)
        self.recordings[f"{len(self.recordings)}-{label}"] = recording
        return recording


@pytest.fixture
def tabs(
    browsers: Browsers,
    site_process: ServerProcess,
    start_server: StartServer,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Tabs]:
    """Closes its pages before any server stops, which they would complain about."""
    directory = RESULTS / re.sub(
        r"\W+", "-", request.node.nodeid.removeprefix("tests/e2e/").partition("@")[0]
    ).strip("-")
    shutil.rmtree(directory, ignore_errors=True)
    with ExitStack() as stack:
        opened = Tabs(browsers, stack)
        yield opened
        complaints = {name: recording.complaints() for name, recording in opened.recordings.items()}
        complaints = {name: lines for name, lines in complaints.items() if lines}
        if request.node.stash.get(_failed, False) or complaints:
            directory.mkdir(parents=True)
            for name, recording in opened.recordings.items():
                recording.save(directory, name)
            for log in (site_process.log, *tmp_path.glob("*.log")):
                shutil.copy(log, directory / f"{log.parent.name}-{log.name}")
        assert not complaints


OpenRoom = Callable[..., RoomPage]


@pytest.fixture
def open_room(tabs: Tabs, request: pytest.FixtureRequest) -> OpenRoom:
    """Opens the room's page: `open_room(ivan)` with an account, `open_room(cara)` with an invitation.

    On `site` unless `at=` gives another address; `interview` unless `interview=` names another.
    """

    def open_for(
        who: User | Invitation, *, at: str | None = None, interview: Interview | None = None, **options: Any
    ) -> RoomPage:
        url = at or request.getfixturevalue("site").url
        if isinstance(who, Invitation):
            path, person, label = f"/join/{who.token}/", None, who.name.split()[0].lower()
        else:
            room = interview or request.getfixturevalue("interview")
            path, person, label = f"/interviews/{room.pk}/room/", who, who.username
        page, recording = tabs.open(url, person=person, label=label, **options)
        page.goto(url + path)
        return RoomPage(page, recording)

    return open_for


# What every page owes ------------------------------------------------------------------------------------------------

PHONE: Any = {"width": 360, "height": 740}
LAPTOP: Any = {"width": 1280, "height": 800}
SCHEMES: Final[tuple[Literal["dark", "light"], ...]] = ("dark", "light")

Inspect = Callable[[Page], None]


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, of the front-end's development packages."""
    return Path(REPOSITORY, "frontend", "node_modules", "axe-core", "axe.min.js").read_text()


def serious_violations(page: Page) -> list[str]:
    """What axe, whose source the page has to have, finds there that is serious or critical."""
    found = page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.fixture
def inspect(axe: str) -> Inspect:
    """Looks at a page as it is now, at a laptop's width and at a phone's."""

    def look(page: Page) -> None:
        page.evaluate(axe)
        for size in (LAPTOP, PHONE):
            page.set_viewport_size(size)
            assert serious_violations(page) == [], f"{size['width']} px"
            width = page.evaluate("() => document.scrollingElement.scrollWidth")
            assert width <= size["width"], f"scrolls sideways at {size['width']} px"

    return look


def show_in(page: Page, scheme: Literal["dark", "light"]) -> None:
    """Colours on their way from one scheme to the other are none of either."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_function("() => document.getAnimations().every(({ playState }) => playState !== 'running')")


@pytest.fixture
def inspect_opened(inspect: Inspect) -> Inspect:
    """The same in dark and in light, with all that can be opened on the page; leaves a laptop's window."""

    def look(page: Page) -> None:
        page.evaluate("() => { for (const each of document.querySelectorAll('details')) each.open = true; }")
        for scheme in SCHEMES:
            show_in(page, scheme)
            inspect(page)
        page.set_viewport_size(LAPTOP)

    return look


# The two people of most tests -----------------------------------------------------------------------------------------

CARA, IVAN = "Cara Candidate", "Ivan Example"


@pytest.fixture
def ivans(open_room: OpenRoom, ivan: User) -> RoomPage:
    """Ivan's page, in the room."""
    page = open_room(ivan)
    page.join()
    return page


Meet = Callable[..., tuple[RoomPage, RoomPage]]


@pytest.fixture
def meet(open_room: OpenRoom, ivan: User, cara: Invitation) -> Meet:
    """Ivan and Cara in their room, each at an address of their own, which may be a cable's that is going to be cut."""

    def both(*, his: str, hers: str) -> tuple[RoomPage, RoomPage]:
        ivans, caras = open_room(ivan, at=his), open_room(cara, at=hers)
        for page in (ivans, caras):
            page.recording.tolerate(SOCKET_TROUBLE)
            page.join()
        for page, other in ((ivans, CARA), (caras, IVAN)):
            page.expect_connected(other)
        return ivans, caras

    return both


@pytest.fixture
def caras(open_room: OpenRoom, ivans: RoomPage, cara: Invitation) -> RoomPage:
    """Cara's page, connected with Ivan's."""
    page = open_room(cara)
    page.join()
    page.expect_connected(IVAN)
    ivans.expect_connected(CARA)
    return page


# Coding sessions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def dsa_interview(stage_dsa: StageTypeConfig, rita: User, tests_stored: None) -> Interview:
    """A coding session of 90 minutes with the problems `mirror` and `shout` of `tests.dsa.factories`."""
    return make_interview(stage_dsa, rita, make_mirror(), make_shout())


@pytest.fixture
def cara_dsa(dsa_interview: Interview, rita: User) -> Invitation:
    """The candidate of `dsa_interview`, by her invitation."""
    return invite(dsa_interview, "Cara Candidate", rita)


@pytest.fixture
def worker(transactional_db: None, valkey: str, tmp_path: Path) -> Iterator[WorkerProcess]:
    """A worker that judges; the test starts it."""
    process = WorkerProcess(tmp_path / "worker.log")
    yield process
    process.kill()


OpenSession = Callable[..., DsaPage]


@pytest.fixture
def open_session(tabs: Tabs, site: ServerProcess, cara_dsa: Invitation) -> OpenSession:
    """Opens Cara's page in a browser of its own: another device, if she has one open already."""

    def open_one(label: str = "cara", **options: Any) -> DsaPage:
        page, recording = tabs.open(site.url, label=label, **options)
        page.goto(f"{site.url}/dsa/{cara_dsa.token}/")
        return DsaPage(page, recording)

    return open_one
