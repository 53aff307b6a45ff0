"""Debian's Firefox as a person in front of it uses it, beside Playwright's Chromium."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.e2e.waiting import PATIENCE_SECONDS

REPOSITORY = Path(__file__).resolve().parent.parent.parent
DRIVER = Path(__file__).with_name("firefox.mjs")
LOOK_AGAIN_SECONDS = 0.1


def firefox_path() -> str | None:
    """Where Debian's Firefox is; None where `make test` could not install it."""
    return shutil.which("firefox-esr")


class Firefox:
    """One browser with one page. Selectors are CSS, scripts are expressions of JavaScript."""

    def __init__(self, executable: str, *, is_offline: bool = False) -> None:
        # node comes with the virtualenv, the driver with the front-end's packages for development.
        node = Path(sys.executable).parent / "node"
        self._process = subprocess.Popen(
            [node, DRIVER, executable, REPOSITORY / "frontend", "offline" if is_offline else "online"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(PATIENCE_SECONDS)
        finally:
            self._process.kill()
            self._process.stdout.close()
            self._process.wait()

    def _do(self, name: str, **options: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"name": name, **options}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError("Firefox or its driver has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(f"{name} {options}: {answer['error']}")
        return answer["value"]

    def goto(self, url: str) -> None:
        self._do("goto", url=url)

    def reload(self) -> None:
        self._do("reload")

    def evaluate(self, script: str) -> Any:
        return self._do("evaluate", script=script)

    def click(self, selector: str) -> None:
        self.wait_for(f"document.querySelector({json.dumps(selector)})?.checkVisibility()")
        self._do("click", selector=selector)

    def click_button(self, words: str, *, within: str = "body") -> None:
        """One that is to be seen, by its words or the beginning of them."""
        buttons = f"[...document.querySelectorAll({json.dumps(within + ' button')})]"
        is_it = f"one.checkVisibility() && one.textContent.trim().startsWith({json.dumps(words)})"
        self.wait_for(f"{buttons}.filter((one) => {is_it}).slice(0, 1).map((one) => one.click()).length")

    def type(self, text: str) -> None:
        self._do("type", text=text)

    def press(self, *keys: str) -> None:
        """All at once, the last one last."""
        self._do("press", keys=keys)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self._do("drag", **{"from": start, "to": end})

    def screenshot(self, path: Path) -> None:
        self._do("screenshot", path=str(path))

    def errors(self) -> list[str]:
        """What the page did not catch."""
        found: list[str] = self._do("errors")
        return found

    def requests(self) -> list[str]:
        """The addresses that were asked for since the browser was started."""
        found: list[str] = self._do("requests")
        return found

    def policy_violations(self) -> list[str]:
        """Of this document, what its Content-Security-Policy has kept from it."""
        found: list[str] = self.evaluate("window.policyViolations")
        return found

    def wait_for(self, script: str) -> Any:
        """The first truthy value of the expression. Errors while a page comes or goes are none of ours."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            seen: Any
            try:
                if seen := self.evaluate(script):
                    return seen
            except AssertionError as error:
                seen = error
                if "has ended" in str(error):
                    raise
            if time.monotonic() > deadline:
                raise AssertionError(f"Never came in Firefox: {script}. Last seen: {seen!r}")
            time.sleep(LOOK_AGAIN_SECONDS)

    def expect_text(self, selector: str, words: str) -> None:
        """This element's text holds the words."""
        text = f"document.querySelector({json.dumps(selector)})?.textContent"
        self.wait_for(f"{text}?.includes({json.dumps(words)})")
