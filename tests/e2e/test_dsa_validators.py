"""Problems with several right answers and interactive ones, on the candidate's page and on the recruiter's."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from dsa.models import Problem
from interviews.models import Interview, StageTypeConfig, User
from tests.dsa.factories import MARKERS, PARLEY_PYTHON, make_interview, make_parley, make_split
from tests.dsa.workers import WorkerProcess
from tests.e2e.conftest import LAPTOP, Inspect, OpenSession, Tabs
from tests.servers import ServerProcess

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@pytest.fixture
def dsa_interview(stage_dsa: StageTypeConfig, rita: User) -> Interview:
    return make_interview(stage_dsa, rita, make_split(), make_parley())


def test_a_candidate_sees_what_is_said(
    open_session: OpenSession, worker: WorkerProcess, inspect: Inspect
) -> None:
    worker.start()
    cara = open_session()
    page = cara.page
    cara.start()

    # Several right answers: what is expected is one of them.
    expect(page.get_by_label("Example 1").get_by_label("One right output")).to_have_text("a bc\n")
    cara.run("word = input().split()[0]\nprint(word, word)\n")
    cara.expect_verdict("Wrong answer", of="Run, Python")
    expect(cara.test("Example 1")).to_contain_text(
        "Several outputs are right here, and yours is none of them."
    )
    expect(cara.test("Example 1").get_by_role("table")).to_have_count(0)

    # Interactive: an example of what is said, what was said, and no own input.
    cara.open_problem("Parley")
    example = page.get_by_label("Example 1").get_by_role("list", name="What is said")
    expect(example.get_by_role("listitem")).to_have_text(["Judge a", "Program A"])
    cara.run(PARLEY_PYTHON)
    cara.expect_verdict("Accepted", of="Run, Python")
    cara.test("Example 2").locator("summary").click()
    said = cara.test("Example 2").get_by_role("list", name="What was said")
    expect(said.get_by_role("listitem")).to_have_text(["Judge x", "Program X"])
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "() => document.getAnimations().every(({ effect }) => effect.getTiming().iterations === Infinity)"
        )
        inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("tab", name="Own tests").click()
    expect(page.get_by_text("This problem is interactive: your program talks with ours")).to_be_visible()
    expect(page.get_by_role("button", name="Add a test")).to_be_hidden()
    page.get_by_role("tab", name="Split").click()
    expect(page.get_by_role("button", name="Add a test")).to_be_visible()
    assert not [marker for marker in MARKERS if marker in page.content()]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_recruiter_reads_how_a_problem_is_judged(
    tabs: Tabs, site: ServerProcess, rita: User, dsa_interview: Interview, inspect: Inspect, scheme: Scheme
) -> None:
    problem = Problem.objects.get(key="parley")
    page, _ = tabs.open(site.url, person=rita, label="rita", color_scheme=scheme)
    page.goto(f"{site.url}/admin/dsa/problem/{problem.pk}/change/")
    expect(page.get_by_label("Judged:")).to_have_value("interactive")
    page.goto(f"{site.url}/admin/dsa/problem/{problem.pk}/preview/")
    expect(page.get_by_label("Sample 1").locator("pre")).to_have_text("< a\n> A\n")
    inspect(page)
