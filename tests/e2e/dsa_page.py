"""A candidate's page of a coding session, as tests speak of it."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.recording import Recording


@dataclass(frozen=True, slots=True)
class DsaPage:
    """One page, on one device."""

    page: Page
    recording: Recording

    # Where it is ------------------------------------------------------------------------------------------------------

    @property
    def start_button(self) -> Locator:
        return self.page.get_by_role("button", name="Start", exact=True)

    @property
    def finished_heading(self) -> Locator:
        return self.page.locator("#finished-heading")

    def start(self) -> None:
        self.start_button.click()
        self.expect_at_work()

    def expect_at_work(self) -> None:
        expect(self.code).to_be_visible()

    def look_again(self) -> None:
        """What a browser does when somebody comes back to its window: the page asks the server how things stand."""
        self.page.evaluate("() => window.dispatchEvent(new Event('focus'))")

    # Code -------------------------------------------------------------------------------------------------------------

    @property
    def code(self) -> Locator:
        return self.page.locator("#editor .cm-content")

    @property
    def saved_state(self) -> Locator:
        return self.page.locator("#saved-state")

    def write(self, source: str) -> None:
        """Put this in place of the code, as if pasted."""
        self.code.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def expect_code(self, source: str) -> None:
        """All lines of it; the empty ones at the end are CodeMirror's."""
        expect(self.code.locator(".cm-line")).to_have_text(source.split("\n"))

    def save(self) -> None:
        """Leave the editor: that saves at once what would be saved a moment later."""
        self.code.blur()
        self.expect_saved()

    def expect_saved(self) -> None:
        expect(self.saved_state).to_have_attribute("data-state", "saved")

    def languages(self) -> list[str]:
        """The keys of those that the open problem is offered in."""
        options = self.page.get_by_label("Language").locator("option")
        keys: list[str] = options.evaluate_all("options => options.map(({ value }) => value)")
        return keys

    def choose_language(self, key: str) -> None:
        self.page.get_by_label("Language").select_option(key)

    def open_problem(self, title: str) -> None:
        tab = self.page.get_by_role("tab", name=title)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")

    # Running and submitting -------------------------------------------------------------------------------------------

    @property
    def results(self) -> Locator:
        return self.page.locator("#panel-results")

    @property
    def verdict(self) -> Locator:
        """Of what was run or submitted last."""
        return self.results.locator(".verdict")

    def run(self, source: str) -> None:
        self.write(source)
        self.page.keyboard.press("Control+Enter")

    def submit(self) -> None:
        self.page.keyboard.press("Control+Shift+Enter")
        self.page.get_by_role("dialog").get_by_role("button", name="Submit").click()

    def expect_verdict(self, words: str, *, of: str) -> None:
        """Once it is there; `of` is what stands beside it, such as `Run, Python`."""
        expect(self.results.locator(".result-head")).to_contain_text(of)
        expect(self.verdict).to_have_text(words)

    def test(self, name: str) -> Locator:
        return self.results.locator(".test").filter(has_text=name)
