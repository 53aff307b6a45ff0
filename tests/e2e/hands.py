"""The same work done by a pointer, and by the keyboard alone."""

from typing import Final

from playwright.sync_api import Locator, Page

# More controls than a page of the admin has.
MAX_TABS: Final = 200


class Pointer:
    """Does things by clicking, and counts the clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

    def press(self, control: Locator) -> None:
        self.number += 1
        control.click()

    def check(self, box: Locator) -> None:
        self.number += 1
        box.check()

    def choose(self, control: Locator, option: str) -> None:
        self.number += 2  # opening the list and choosing
        control.select_option(label=option)

    def paste(self, control: Locator) -> None:
        control.click()
        self.page.keyboard.press("Control+V")


class Keyboard(Pointer):
    """Does the same by Tab, Enter and typing, and counts what it does at a control it has come to."""

    def press(self, control: Locator) -> None:
        self.number += 1
        self._reach(control)
        self.page.keyboard.press("Enter")

    def check(self, box: Locator) -> None:
        self.number += 1
        self._reach(box)
        self.page.keyboard.press("Space")

    def choose(self, control: Locator, option: str) -> None:
        self.number += 1
        self._reach(control)
        self.page.keyboard.type(option.split()[0])

    def paste(self, control: Locator) -> None:
        self._reach(control)
        self.page.keyboard.press("Control+V")

    def _reach(self, control: Locator) -> None:
        for _ in range(MAX_TABS):
            if control.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {control}")
