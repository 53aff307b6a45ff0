"""More than two people: everybody is connected with everybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from interviews.models import Interview, Invitation, User
from interviews.services.invitations import issue_invitation
from tests.e2e.browsers import SLOW_CAMERA
from tests.e2e.conftest import OpenRoom
from tests.e2e.room_page import Flow, expect_flow

Invite = Callable[[str], Invitation]


@pytest.fixture
def invite(interview: Interview, rita: User) -> Invite:
    """Lets Rita invite somebody else to `interview`."""

    def issue(name: str) -> Invitation:
        return issue_invitation(
            invitation=Invitation(
                interview=interview,
                name=name,
                email=f"{name.lower()}@mail.example",
                expires_at=timezone.now() + timedelta(days=1),
            ),
            actor=rita,
        )

    return issue


@pytest.mark.parametrize(
    "guests", [["Cleo", "Carl"], ["Cleo", "Carl", "Cyra", "Cato"]], ids=["three", "five"]
)
def test_everybody_sees_and_hears_everybody(
    open_room: OpenRoom, ivan: User, invite: Invite, guests: list[str]
) -> None:
    # Five pages decode twenty pictures on one processor: few and small ones leave it some air.
    modest: Any = {"viewport": {"width": 900, "height": 640}, "devices": SLOW_CAMERA}
    pages = {"Ivan Example": open_room(ivan, **modest)}
    pages |= {name: open_room(invite(name), **modest) for name in guests}
    for page in pages.values():
        page.join()

    for name, page in pages.items():
        page.expect_connected(*(pages.keys() - {name}))
    expect_flow([Flow(page, other) for name, page in pages.items() for other in pages.keys() - {name}])
    for page in pages.values():
        assert page.live_connections() == len(guests)

    leaver = guests[0]
    pages.pop(leaver).leave()
    for name, page in pages.items():
        page.expect_connected(*(pages.keys() - {name}))
        assert page.live_connections() == len(guests) - 1
