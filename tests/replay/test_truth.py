"""At any time of a recorded session a browser gets the document that Yjs makes of the raw updates."""

import random
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from interviews.models import Interview, Invitation, User
from replay.selectors import UPDATES_PER_PAGE
from rooms.document.store import make_checkpoint
from tests.conftest import signed_in
from tests.replay.conftest import Record, random_script
from tests.rooms.node_process import NodeProcess
from tests.rooms.typist import Typist


def pages_of(client: Client, interview: Interview) -> dict[int, Any]:
    pages: dict[int, Any] = {}
    after: int | None = 0
    while after is not None:
        url = f"/interviews/{interview.pk}/replay/document.json"
        page = client.get(url, {"after": after}).json()
        pages[after], after = page, page["next"]
    return pages


@pytest.mark.parametrize("seed", [1, 2])
def test_replay_equals_the_truth_at_random_times(
    record: Record,
    yjs: NodeProcess,
    interview: Interview,
    ivan: User,
    cara: Invitation,
    start: datetime,
    seed: int,
) -> None:
    """Read while people are still in the room, and again when it is over."""
    chance = random.Random(seed)  # noqa: S311  the same session each time
    made = yjs.ask({"script": random_script(chance, steps=1_900)})["updates"]
    assert len(made) > 2 * UPDATES_PER_PAGE
    times, at = [], start
    for _ in made:
        # Several in one moment, as a batch writes them, and pauses.
        at += timedelta(milliseconds=chance.choice([0, 1, 40, 3_000]))
        times.append(at)
    updates = [b64decode(update) for _, update in made]
    rows = [
        (at, (ivan, cara)[person], update)
        for at, (person, _), update in zip(times, made, updates, strict=True)
    ]
    keys = (f"user:{ivan.pk}", f"invitation:{cara.pk}")
    client = signed_in(ivan)

    def expect_the_truth(so_far: int, *, moments: int) -> None:
        """At random times of what has been written so far."""
        pages = pages_of(client, interview)
        known = times[:so_far]
        chosen = (chance.choice(known) for _ in range(moments))
        for moment in [start - timedelta(seconds=1), *chosen, known[-1]]:
            begun = [
                page for page in pages.values() if datetime.fromisoformat(page["updates"][0]["at"]) <= moment
            ]
            shown = []
            if begun:
                newest = begun[-1]
                shown = [] if newest["state"] is None else [newest["state"]]
                shown += [
                    each["update"]
                    for each in newest["updates"]
                    if datetime.fromisoformat(each["at"]) <= moment
                ]
            truth = [
                b64encode(update).decode() for at, update in zip(known, updates, strict=False) if at <= moment
            ]
            expected = yjs.ask({"apply": truth})
            assert yjs.ask({"apply": shown}) == expected
            if begun:
                query: dict[str, str] = {"after": str(begun[-1]["after"]), "at": moment.isoformat()}
                told = client.get(f"/interviews/{interview.pk}/replay/moment.json", query).json()
                assert told["text"] == expected["text"]
                last = max(n for n, at in enumerate(known) if at <= moment)
                assert (told["at"], told["actor"]) == (times[last].isoformat(), keys[made[last][0]])

    # In the middle of a page, behind a checkpoint, with others to come.
    half = len(rows) // 2
    assert half % UPDATES_PER_PAGE
    record(rows[: half - 40])
    make_checkpoint(interview.pk)
    record(rows[half - 40 : half])
    expect_the_truth(half, moments=12)
    record(rows[half:])
    expect_the_truth(len(rows), moments=12)
    make_checkpoint(interview.pk)
    expect_the_truth(len(rows), moments=48)


def test_pages_say_who_made_which_update(
    record: Record, interview: Interview, ivan: User, cara: Invitation, start: datetime, yjs: NodeProcess
) -> None:
    chance = random.Random(3)  # noqa: S311  the same session each time
    made = yjs.ask({"script": random_script(chance, steps=60)})["updates"]
    people = (ivan, cara)
    record([(start, people[person], b64decode(update)) for person, update in made])
    page = signed_in(ivan).get(f"/interviews/{interview.pk}/replay/document.json").json()
    keys = (f"user:{ivan.pk}", f"invitation:{cara.pk}")
    assert [(each["actor"], each["update"]) for each in page["updates"]] == [
        (keys[person], update) for person, update in made
    ]
    assert (page["after"], page["state"], page["next"]) == (0, None, None)


def test_a_moment_that_is_none(record: Record, interview: Interview, ivan: User, start: datetime) -> None:
    """Before the first change there is nothing; a time without a zone is no time."""
    typist = Typist()
    record([(start, ivan, typist.type("x"))])
    client, url = signed_in(ivan), f"/interviews/{interview.pk}/replay/moment.json"
    assert client.get(url, {"after": "0", "at": start.isoformat()}).json()["text"] == "x"
    queries: list[dict[str, str | int]] = [
        {"after": 0, "at": (start - timedelta(seconds=1)).isoformat()},
        {"after": 1, "at": start.isoformat()},
        {"after": "x", "at": start.isoformat()},
        {"after": 0, "at": start.replace(tzinfo=None).isoformat()},
        {"after": 0, "at": "noon"},
        {"after": 0},
    ]
    for query in queries:
        assert client.get(url, query).status_code == 404
    for at in ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"):
        answer = client.get(url, {"after": 0, "at": at})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
