"""The room as a person in front of it sees and uses it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from playwright.sync_api import CDPSession, Error, Locator, Page, expect

from tests.e2e.recording import Recording
from tests.e2e.waiting import eventually

Json = dict[str, Any]

FRAMES_OF_A_MOVING_PICTURE = 5


class RoomPage:
    """One browser tab with the room in it. `browser_page` is Playwright's own handle."""

    def __init__(self, browser_page: Page, recording: Recording) -> None:
        self.browser_page = browser_page
        self.recording = recording
        self.body = browser_page.locator("body")
        self.status = browser_page.locator("#room-status")
        self.banner = browser_page.locator("#banner")
        self.join_button = browser_page.locator("#join-button")
        self.join_status = browser_page.locator("#join-status")
        self.question_card = browser_page.locator("#question-card")
        self.question_text = browser_page.locator("#question-text")
        self.question_toggle = browser_page.locator("#toggle-questions")
        self.push_result = browser_page.locator("#push-result")
        self.over_heading = browser_page.locator("#over-heading")
        self.rejoin_button = browser_page.locator("#rejoin")
        self.tiles = browser_page.locator("#tiles > li")
        # A shared screen, or a pinned picture.
        self.screen = browser_page.locator("#screen-panel")
        self.other_tiles = browser_page.locator("#tiles > li:not(.is-self)")
        self.notices = browser_page.locator("#notices")

    # Doing ------------------------------------------------------------------------------------------------------------

    def ask_to_join(self, name: str | None = None) -> None:
        """Press the button, once the devices have come or have not."""
        self.wait_for_devices()
        if name is not None:
            self.browser_page.locator("#your-name").fill(name)
        self.join_button.click()

    def join(self, name: str | None = None) -> None:
        """Press the button and get in."""
        self.ask_to_join(name)
        self.expect_in_the_room()

    def reload(self) -> None:
        """Reload the page; whoever was in the room is in it again, and nobody presses a button."""
        self.browser_page.reload()
        self.expect_in_the_room()

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """While a block with it lasts, the tab is at another address; then it comes back into the room."""
        address = self.browser_page.url
        self.browser_page.goto("about:blank")
        yield
        self.browser_page.goto(address)
        self.expect_in_the_room()

    def wait_for_devices(self) -> None:
        for control in ("microphone", "camera"):
            expect(self.lobby_control(control)).to_have_attribute("data-state", "on")

    def lobby_control(self, what: str) -> Locator:
        return self.browser_page.locator(f'#lobby button[data-control="{what}"]')

    def control(self, what: str) -> Locator:
        """The button for microphone, camera or screen below the call."""
        return self.browser_page.locator(f'.controls button[data-control="{what}"]')

    def tile(self, name: str) -> Locator:
        return self.browser_page.locator("#tiles > li", has=self.browser_page.get_by_text(name, exact=True))

    def push_prepared(self, question: str) -> None:
        self.open_question(question)
        self.browser_page.get_by_role("button", name=f"Push: {question}").click()

    def open_question(self, question: str) -> Locator:
        """The question in the interviewer's list, with what stands below its line."""
        item = self.browser_page.locator(".question-item", has_text=question)
        line = item.locator(".question-open")
        if line.get_attribute("aria-expanded") == "false":
            line.click()
        return item

    def push_typed(self, question: str) -> None:
        field = self.browser_page.get_by_label("Your question")
        if not field.is_visible():
            self.browser_page.get_by_text("Ask something else").click()
        field.fill(question)
        self.browser_page.get_by_role("button", name="Push question").click()

    def leave(self) -> None:
        """As an interviewer who does not end it for the others, or as a candidate."""
        self.browser_page.locator("#leave").click()
        only = self.browser_page.locator("#leave-only")
        if only.count():
            only.click()
        expect(self.over_heading).to_have_text("You have left")

    def crash(self) -> None:
        """The tab dies without any goodbye of the page."""
        page = self.browser_page
        with page.expect_event("crash"), suppress(Error):
            page.goto("chrome://crash")
        page.close()

    def crash_and_reload(self) -> "ReloadedTab":
        """The tab dies likewise, and somebody presses "Reload" on what the browser shows instead."""
        page = self.browser_page
        protocol = page.context.new_cdp_session(page)
        with page.expect_event("crash"), suppress(Error):
            page.goto("chrome://crash")
        protocol.send("Page.reload")
        return ReloadedTab(page, protocol)

    # Seeing -----------------------------------------------------------------------------------------------------------

    def expect_in_the_room(self) -> None:
        expect(self.body).to_have_attribute("data-phase", "call")

    def expect_over(self, heading: str) -> None:
        expect(self.over_heading).to_have_text(heading)
        expect(self.body).to_have_attribute("data-phase", "over")

    def expect_alone(self) -> None:
        expect(self.other_tiles).to_have_count(0)

    def expect_connected(self, *names: str) -> None:
        """One tile for each of the others, by name, and each of them connected."""
        expect(self.other_tiles).to_have_count(len(names))
        for name in names:
            expect(self.tile(name)).to_have_count(1)
            expect(self.tile(name)).to_have_attribute("data-connection", "connected")

    def expect_connection_words(self, name: str, words: str) -> None:
        """What a tile says of a connection that does not stand; of one that does it says nothing."""
        expect(self.tile(name).locator(".tile-connection")).to_have_text(words)

    def expect_mark(self, name: str, mark: str, *, shown: bool) -> None:
        """A mark on a tile, which screen readers read as words: no-audio, no-video, screen."""
        expect(self.tile(name).locator(f".tile-mark.{mark}")).to_be_visible(visible=shown)

    def watch_tiles(self) -> None:
        """From now on, until the page is left, count the most tiles that are there at once."""
        self.browser_page.evaluate("() => probe.watchTiles()")

    def max_tiles_at_once(self) -> int:
        most: int = self.browser_page.evaluate("() => probe.mostTiles()")
        return most

    # Media ------------------------------------------------------------------------------------------------------------

    def received_from(self, name: str) -> Json:
        """What has come from somebody so far, as probe.js tells it. Empty while there is no connection."""
        return self._received(self.tile(name))

    def received_screen(self) -> Json:
        """The same of the screen that is shown, or of the pinned picture."""
        return self._received(self.screen)

    def _received(self, around: Locator) -> Json:
        received: Json | None = around.locator("video").evaluate("video => probe.received(video)")
        return received or {}

    def expect_moving_screen(self) -> None:
        expect(self.screen).to_be_visible()
        expect_flow([Flow(self, "the screen", sound=False, received=self.received_screen)])

    def expect_moving_picture(self, *names: str) -> None:
        expect_flow([Flow(self, name, sound=False) for name in names])

    def expect_sound(self, *names: str) -> None:
        expect_flow([Flow(self, name, picture=False) for name in names])

    def expect_flowing(self, *names: str) -> None:
        """Moving picture and sound."""
        expect_flow([Flow(self, name) for name in names])

    def sends_a_screen(self) -> bool:
        """To everybody."""
        sends: bool = self.browser_page.evaluate("() => probe.sendsScreen()")
        return sends

    def live_connections(self) -> int:
        count: int = self.browser_page.evaluate("() => probe.liveConnections()")
        return count


class ReloadedTab:
    """A tab that crashed and lives again. Playwright has given its page up, so it is asked by CDP."""

    def __init__(self, browser_page: Page, protocol: CDPSession) -> None:
        self._browser_page = browser_page
        self._protocol = protocol

    def phase(self) -> str | None:
        """Which view is up; None before the page is there."""
        # The page may come while it is asked, and then there is no answer.
        with suppress(Error):
            answer = self._protocol.send("Runtime.evaluate", {"expression": "document.body?.dataset.phase"})
            phase: str | None = answer["result"].get("value")
            return phase
        return None

    def close(self) -> None:
        self._browser_page.close()


class Flow:
    """What comes from one person to one page, from the first look on."""

    def __init__(
        self,
        page: RoomPage,
        name: str,
        *,
        picture: bool = True,
        sound: bool = True,
        received: Callable[[], Json] | None = None,
    ) -> None:
        self.page = page
        self._received = received or partial(page.received_from, name)
        self.name = name
        self._picture = picture
        self._sound = sound
        self._before: Json | None = None
        self._sums: set[int | None] = {None}

    def __repr__(self) -> str:
        return f"{self.name} on {self.page.browser_page.url}, since {self._before}"

    def goes_on(self) -> bool:
        """Whether it was seen to move and heard since the first look."""
        now = self._received()
        if not now:
            return False
        if self._before is None or now["connection"] != self._before["connection"]:
            self._before, self._sums = now, {None}
        self._sums.add(now["pixelSum"])
        return (not self._picture or self._moves(self._before, now)) and (
            not self._sound or (now["soundEnergy"] > self._before["soundEnergy"] and now["sounds"])
        )

    def _moves(self, before: Json, now: Json) -> bool:
        """New frames are decoded, the element plays them, and they differ."""
        return (
            now["frames"] >= before["frames"] + FRAMES_OF_A_MOVING_PICTURE
            and now["playedSeconds"] > before["playedSeconds"]
            and len(self._sums - {None}) > 1
        )


def expect_flow(flows: list[Flow]) -> None:
    """All of them go on, watched side by side."""
    waiting = list(flows)

    def all_go_on() -> bool:
        waiting[:] = [flow for flow in waiting if not flow.goes_on()]
        return not waiting

    eventually(flows[0].page.browser_page, all_go_on, waiting)
