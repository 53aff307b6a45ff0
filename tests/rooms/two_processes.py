"""People of one room on two server processes, for modules that say what `servers` they are on."""

import pytest

from interviews.models import Interview, Invitation, User
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page
from tests.servers import ServerProcess


@pytest.fixture
def pages(
    servers: tuple[ServerProcess, ServerProcess],
    open_page: OpenPage,
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> tuple[Page, Page]:
    """Ivan on the first, Cara on the second."""
    ivans, caras = (open_page(who, at=at) for who, at in zip((ivan, cara), servers, strict=True))
    ivans.join(interview.pk)
    caras.join(interview.pk)
    ivans.wait_for("USER_JOINED")
    return ivans, caras
