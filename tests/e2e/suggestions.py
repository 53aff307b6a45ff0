"""The list of suggestions of an editor."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.waiting import eventually

SUGGESTIONS = ".cm-tooltip-autocomplete [role=option]"


def suggestions(page: Page) -> Locator:
    """By their labels."""
    return page.locator(f"{SUGGESTIONS} .cm-completionLabel")


def take(page: Page, label: str) -> None:
    """Choose a suggestion with the arrows. The list hears no key before it has been there for a moment."""
    chosen = page.locator(f"{SUGGESTIONS}[aria-selected=true] .cm-completionLabel")
    expect(suggestions(page).filter(has_text=label).first).to_be_visible()

    def is_chosen() -> bool:
        if chosen.all_inner_texts() == [label]:
            return True
        # A key that came too early has moved the cursor and closed the list.
        page.keyboard.press("ArrowDown" if suggestions(page).count() else "Control+Space")
        return False

    eventually(page, is_chosen, f"{label} chosen")
    page.keyboard.press("Enter")
