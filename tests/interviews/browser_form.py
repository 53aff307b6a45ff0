"""Reads a page's form as a browser would send it, so that tests change single answers of a real page."""

from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]


class FormReader(HTMLParser):
    """Collects the controls of one form that a browser would send, with their values."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.answers: dict[str, list[str]] = {}
        self._inside = False
        self._select: str | None = None
        self._textarea: str | None = None
        self._written = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = values.get("id") == self.form_id
        if not self._inside:
            return
        name = values.get("name")
        if tag == "input" and name and values.get("type") not in {"submit", "button"}:
            is_box = values.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in values:
                self.answers.setdefault(name, []).append(values.get("value", "on" if is_box else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in values:
            self.answers.setdefault(self._select, []).append(values.get("value", ""))
        elif tag == "textarea":
            self._textarea, self._written = name, ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._written += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea:
            # Browsers drop the line break that stands right after the tag.
            self.answers.setdefault(self._textarea, []).append(
                self._written.removeprefix("\r\n").removeprefix("\n")
            )
            self._textarea = None


def read_form(html: str, form_id: str) -> dict[str, list[str]]:
    """The answers that the form `form_id` of the page would send."""
    reader = FormReader(form_id)
    reader.feed(html)
    return {name: values for name, values in reader.answers.items() if "__prefix__" not in name}
