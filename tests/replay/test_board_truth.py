"""At any time of a recorded session a browser gets the board that Excalidraw makes of what was sent until then."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import tests.rooms
from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor
from rooms.whiteboard import checkpoints
from rooms.whiteboard.scene import read_elements
from rooms.whiteboard.store import NewElements, WhiteboardStore
from tests.conftest import signed_in
from tests.rooms.elements import element
from tests.rooms.node_process import NodeProcess

EXCALIDRAW = Path(tests.rooms.__file__).parent / "node" / "excalidraw.mjs"


@pytest.fixture(scope="module")
def excalidraw() -> Iterator[NodeProcess]:
    with NodeProcess(EXCALIDRAW) as process:
        yield process


def random_drawing(chance: random.Random, *, changes: int) -> list[list[dict[str, Any]]]:
    """What two people send who draw, move and delete at once, so that some of it loses."""
    versions: dict[str, int] = {}
    sent = []
    for _ in range(changes):
        copies = {}
        for _ in range(chance.choice([1, 1, 1, 3])):
            id = str(chance.randrange(40))
            # Of two people who change the same copy, each makes a version of the same number.
            version = max(1, versions.get(id, 0) + chance.choice([1, 1, 1, 0, -1]))
            versions[id] = max(version, versions.get(id, 0))
            nonce = chance.randrange(1, 2**31)
            copies[id] = element(
                id, version, nonce, x=chance.randrange(1000), isDeleted=chance.random() < 0.1
            )
        sent.append(list(copies.values()))
    return sent


def board_pages(client: Client, interview: Interview) -> list[dict[str, Any]]:
    pages = []
    after: int | None = 0
    while after is not None:
        page = client.get(f"/interviews/{interview.pk}/replay/board.json", {"after": after}).json()
        pages.append(page)
        after = page["next"]
    return pages


def shown_at(pages: list[dict[str, Any]], moment: datetime) -> dict[str, Any]:
    """As the player does: the newest page that has begun, and its changes up to the moment."""
    begun = [page for page in pages if datetime.fromisoformat(page["changes"][0]["at"]) <= moment]
    if not begun:
        return {}
    scene = {each["id"]: each for each in begun[-1]["elements"]}
    for change in begun[-1]["changes"]:
        if datetime.fromisoformat(change["at"]) <= moment:
            scene.update((each["id"], each) for each in change["elements"])
    return scene


@pytest.mark.parametrize("seed", [1, 2])
def test_the_board_equals_excalidraws_at_random_times(
    excalidraw: NodeProcess,
    interview: Interview,
    ivan: User,
    cara: Invitation,
    start: datetime,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(seed)  # noqa: S311  the same session each time
    monkeypatch.setattr(checkpoints, "CHECKPOINT_BYTES", 20_000)
    sent = random_drawing(chance, changes=400)
    actors = (Actor.user(ivan), Actor(invitation_id=cara.pk))
    store = WhiteboardStore()
    client = signed_in(ivan)
    times, at = [], start
    read_meanwhile: list[tuple[int, list[dict[str, Any]]]] = []
    for elements in sent:
        at += timedelta(milliseconds=chance.choice([0, 1, 40, 3_000]))
        times.append(at)
        monkeypatch.setattr("rooms.whiteboard.store.timezone.now", lambda at=at: at)
        store.append([NewElements(interview.pk, chance.choice(actors), read_elements(elements))])
        store.maintain()
        # People are still in the room: before the first checkpoint, and half-way.
        if len(times) in (20, len(sent) // 2):
            read_meanwhile.append((len(times), board_pages(client, interview)))
    monkeypatch.undo()

    pages = board_pages(client, interview)
    assert len(pages) > 3
    at_first, half_way = (len(early) for _, early in read_meanwhile)
    assert at_first == 1 < half_way < len(pages)
    told = {change["actor"] for page in pages for change in page["changes"]}
    assert told == {actor.key for actor in actors}

    moments = sorted([start - timedelta(seconds=1), *(chance.choice(times) for _ in range(48)), times[-1]])
    truth: list[dict[str, Any]] = []
    waiting = list(zip(times, sent, strict=True))
    for moment in moments:
        while waiting and waiting[0][0] <= moment:
            truth = excalidraw.ask({"local": truth, "remote": waiting.pop(0)[1]})["elements"]
        expected = {each["id"]: each for each in truth}
        assert shown_at(pages, moment) == expected
        for count, early in read_meanwhile:
            # Several were sent in one moment, and not all of them had come.
            if moment < times[count]:
                assert shown_at(early, moment) == expected


def test_a_page_can_begin_anywhere(interview: Interview, ivan: User) -> None:
    store = WhiteboardStore()
    for version in (1, 2, 3):
        store.append([NewElements(interview.pk, Actor.user(ivan), read_elements([element("a", version)]))])
    client, url = signed_in(ivan), f"/interviews/{interview.pk}/replay/board.json"
    page = client.get(url, {"after": 2}).json()
    assert [each["version"] for each in page["elements"]] == [2]
    assert [[each["version"] for each in change["elements"]] for change in page["changes"]] == [[3]]
    assert client.get(url, {"after": 99}).json()["changes"] == []
    for nonsense in ("-1", "x", "1" * 30):
        assert client.get(url, {"after": nonsense}).status_code == 404
