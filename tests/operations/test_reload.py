"""`make dev`: everything of `make run`, started anew when a file changes, with pages that get scripts from Vite."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e.browsers import Browsers
from tests.e2e.waiting import PATIENCE_MS
from tests.operations.conftest import REPOSITORY, RUN, Installation
from tests.servers import free_port

expect.set_options(timeout=PATIENCE_MS)
PRINT_POLICY = """
import json
from talentsync import settings
print(json.dumps(settings.CONTENT_SECURITY_POLICY, default=repr))
"""
POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", "csp.constants.NONCE"],
        "style-src": ["'self'", "csp.constants.NONCE"],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}


def settings_process(data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process that prints the content security policy of its settings."""
    return subprocess.run(
        [sys.executable, "-c", PRINT_POLICY],
        cwd=REPOSITORY,
        env={"ENV_FILE": os.devnull, "DATA_DIR": str(data_dir), "SECRET_KEY": "x" * 50, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def policy(data_dir: Path, **environment: str) -> dict[str, Any]:
    process = settings_process(data_dir, **environment)
    assert process.returncode == 0, process.stderr
    return dict(json.loads(process.stdout))


def get(url: str) -> str:
    with urllib.request.urlopen(url) as answer:  # noqa: S310  an address of this machine
        return str(answer.read().decode())


def server_processes(installation: Installation) -> list[str]:
    """The process ids that servers have printed when they started."""
    return re.findall(r"Started server process \[(\d+)\]", "".join(installation.output))


@pytest.mark.parametrize("environment", [{}, {"DEBUG": "yes"}, {"HTTPS": "yes", "HOST": "0.0.0.0"}])  # noqa: S104
def test_the_policy_without_vite_allows_nothing_from_elsewhere(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    """That of `make run` and of production."""
    assert policy(tmp_path, **environment) == POLICY


def test_the_policy_with_vite_allows_its_server_and_nothing_else(tmp_path: Path) -> None:
    widened = policy(tmp_path, DEBUG="yes", VITE_DEV_PORT="5199")["DIRECTIVES"]

    added = {name: widened[name][len(sources) :] for name, sources in POLICY["DIRECTIVES"].items()}
    server = "http://127.0.0.1:5199"
    assert {name: sources for name, sources in added.items() if sources} == {
        "script-src": [server],
        "img-src": [server],
        "font-src": [server],
        "connect-src": [server, "ws://127.0.0.1:5199"],
        "worker-src": [server],
    }
    assert {name: widened[name][: len(sources)] for name, sources in POLICY["DIRECTIVES"].items()} == (
        POLICY["DIRECTIVES"]
    )


def test_vite_without_debug_is_refused(tmp_path: Path) -> None:
    process = settings_process(tmp_path, VITE_DEV_PORT="5199")

    assert process.returncode != 0
    assert "VITE_DEV_PORT" in process.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_everything_is_started_anew_on_a_change(installation: Installation) -> None:
    """The page's scripts come from Vite, a changed file restarts the server, and in the end nothing is left."""
    vite = f"http://127.0.0.1:{free_port()}"
    installation.start_and_wait(*RUN, "--reload", VITE_DEV_PORT=vite.rpartition(":")[2])
    page = get(f"{installation.url}/accounts/login/")
    entry = re.search(rf'src="({vite}/[^"]+/site\.ts)"', page)
    assert entry is not None, page
    assert "@vite/client" in page
    assert '<meta property="csp-nonce" nonce="' in page
    assert "showLocalTimes" in get(entry[1])
    first = server_processes(installation)[-1]

    os.utime(REPOSITORY / "talentsync" / "server.py")

    installation.read_until("Finished server process").read_until("Uvicorn running")
    assert server_processes(installation)[-1] != first
    assert get(f"{installation.url}/healthz")

    installation.send(signal.SIGINT)
    assert installation.wait() == 0
    assert installation.processes() == {}


def test_the_editor_has_its_workers(installation: Installation) -> None:
    """Language servers and formatters, whose scripts come from Vite as well."""
    installation.start_and_wait(*RUN, "--reload", VITE_DEV_PORT=str(free_port()), DEMO_DATA="yes")
    session = re.search(r"^  Coding +(http\S+)$", "".join(installation.output), re.MULTILINE)
    assert session is not None
    with sync_playwright() as playwright, closing(Browsers(playwright)) as browsers:
        page = browsers.with_devices(()).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(session[1])
        page.get_by_role("button", name="Start", exact=True).click()
        checks, code = page.locator("#editor-checks-text"), page.locator("#editor .cm-content")
        mark = page.locator(".cm-lintRange-error")
        # Python's server is a script that comes as it is, TypeScript's a module of ours; formatters are WebAssembly.
        for language, source, wrong, formatted in (
            ("python", "print( mispelt)", "mispelt", "print(mispelt)"),
            ("javascript", "console.log( mispelt)", "mispelt", "console.log(mispelt);"),
        ):
            page.get_by_label("Language").select_option(language)
            expect(checks).to_have_text(re.compile("is checked as you type"))
            code.click()
            page.keyboard.press("ControlOrMeta+A")
            page.keyboard.insert_text(source)
            expect(mark).to_have_text(wrong)
            page.keyboard.press("Shift+Alt+F")
            expect(code).to_have_text(formatted)
