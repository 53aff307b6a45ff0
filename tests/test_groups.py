"""Groups of pytest-xdist: tests that share a browser, a server or a run of many programs stay in one test process."""

import os

import pytest

pytestmark = pytest.mark.xdist_group("groups")


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process has every group")
def test_the_scheduler_is_told_the_group_of_a_test(request: pytest.FixtureRequest) -> None:
    # pytest-xdist's scheduler knows tests by their ids alone and reads the group at their end. With an id that stayed
    # as it was, `--dist=loadgroup` groups nothing and says nothing.
    assert request.node.nodeid.endswith("@groups")
