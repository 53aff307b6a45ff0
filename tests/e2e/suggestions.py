"""The list of suggestions of an editor."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.waiting import eventually

SUGGESTIONS = ".cm-tooltip-autocomplete [role=option]"


def suggestions(page: Page) -> Locator:
    """By their labels."""
    return page.locator(f"{SUGGESTIONS} .cm-completionLabel")


def choose(page: Page, label: str | None = None) -> None:
    """Choose this suggestion with the arrows, or any. The list hears no key before it has been there for a moment."""
    chosen = page.locator(f"{SUGGESTIONS}[aria-selected=true] .cm-completionLabel")

    def is_chosen() -> bool:
        labels = chosen.all_inner_texts()
        if labels and label in (None, *labels):
            return True
        # A key that came too early has moved the cursor and closed the list.
        page.keyboard.press("ArrowDown" if suggestions(page).count() else "Control+Space")
        return False

    eventually(page, is_chosen, f"{label or 'a suggestion'} chosen")


def take(page: Page, label: str) -> None:
    """Choose a suggestion that is shown, and put it into the text."""
    expect(suggestions(page).filter(has_text=label).first).to_be_visible()
    choose(page, label)
    page.keyboard.press("Enter")
