"""People, positions and many invitations at once, in Rita's browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from dsa.models import Problem
from interviews.models import Interview, Invitation, Position, StageTypeConfig, User
from interviews.services.applications import place_interview
from tests.dsa.factories import make_interview, make_mirror
from tests.e2e.conftest import LAPTOP, PHONE, BehindTheScenes, Inspect, Tabs
from tests.e2e.hands import Keyboard, Pointer
from tests.servers import ServerProcess

# axe reads Django's form styles, which import a sheet, by an inline style of its own.
AXE_ONLY = "Applying inline style violates|Couldn't load preload assets"


@pytest.fixture
def mirror(stage_dsa: StageTypeConfig, rita: User) -> Problem:
    """The usual test: the last coding session had this problem."""
    problem = make_mirror()
    make_interview(stage_dsa, rita, problem)
    return problem


@pytest.fixture
def position(interview: Interview, cara: Invitation, rita: User) -> Position:
    """Cara applied for it."""
    position = Position.objects.create(title="Data engineer")
    place_interview(interview=interview, position=position, actor=rita)
    return position


@pytest.mark.parametrize("hand", [Pointer, Keyboard], ids=["pointer", "keyboard"])
@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_ten_people_to_the_usual_test_in_five_clicks(
    size: Any,
    hand: type[Pointer],
    tabs: Tabs,
    site: ServerProcess,
    rita: User,
    mirror: Problem,
    position: Position,
    inspect: Inspect,
    behind_the_scenes: BehindTheScenes,
) -> None:
    page, _ = tabs.open(
        site.url,
        person=rita,
        label="rita",
        permissions=["clipboard-read", "clipboard-write"],
        viewport=size,
    )
    page.goto(f"{site.url}/admin/")
    does = hand(page)
    does.press(page.get_by_role("link", name="Invite people…"))
    people = [f"Person {number} <p{number}@mail.example>" for number in range(10)]
    expect(page.get_by_label("People")).to_be_visible()
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join([*people, "nobody"]))
    does.paste(page.get_by_label("People"))
    does.number = 0
    does.choose(page.get_by_label("Position:", exact=True), position.title)
    does.press(page.get_by_role("button", name="Check the list", exact=True))
    expect(page.get_by_role("heading", name="11 on the list: 10 new, 1 with an error")).to_be_visible()
    inspect(page)
    page.set_viewport_size(size)
    does.press(page.get_by_role("button", name="Invite 10", exact=True))
    expect(page.get_by_text("10 people were invited.")).to_be_visible()
    does.press(page.get_by_role("button", name="Copy all 10", exact=True))
    expect(page.get_by_role("status").first).to_have_text("Copied")
    assert does.number <= 5
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    made = behind_the_scenes(lambda: list(Invitation.objects.filter(interview__problems__problem=mirror)))
    assert {line.split("\t")[2] for line in copied} == {f"{site.url}/dsa/{one.token}/" for one in made}
    assert len(copied) == 10
    inspect(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_the_table_to_a_decision(
    tabs: Tabs, site: ServerProcess, rita: User, position: Position, inspect: Inspect, scheme: str
) -> None:
    page, recording = tabs.open(site.url, person=rita, label="rita", color_scheme=scheme)
    recording.tolerate(AXE_ONLY)
    page.goto(f"{site.url}/admin/interviews/position/")
    inspect(page)
    page.get_by_role("link", name="Data engineer").click()
    page.get_by_role("link", name="Candidate", exact=True).click()
    expect(page.get_by_role("columnheader", name="Candidate")).to_have_attribute("aria-sort", "descending")
    inspect(page)
    page.get_by_role("link", name="Decide… (Cara Candidate)").click()
    page.get_by_label("Decision").select_option(label="Offer made")
    page.get_by_label("Reason").fill("She found the leak.")
    inspect(page)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("cell", name="Offer made")).to_be_visible()
    page.get_by_role("link", name="Cara Candidate", exact=True).click()
    expect(page.get_by_text("She found the leak.")).to_be_visible()
    inspect(page)
    page.get_by_role("link", name="Erase…").click()
    inspect(page)
    page.get_by_role("link", name="No, go back").click()
    page.get_by_role("link", name="Merge…").click()
    inspect(page)
    page.goto(f"{site.url}/admin/interviews/candidate/")
    inspect(page)
