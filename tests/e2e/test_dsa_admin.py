"""Rita looks after a coding session in a real browser, with a real worker: problems, time, results, judging again.

That no page breaks the content security policy is checked after each test.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import talentsync.celery  # noqa: F401  what Cara submits here goes to its broker, as in a web process
from dsa.choices import FinishReason, JudgementState, SubmissionKind
from dsa.models import Submission
from dsa.sessions.services import finish_session, get_or_create_session, start_session
from dsa.submissions.services import create_submission
from interviews.models import Interview, Invitation, User
from tests.dsa.factories import MIRROR_HALF_RIGHT, invite
from tests.dsa.similarity.programs import DISGUISED, ORIGINAL
from tests.dsa.workers import WorkerProcess, eventually
from tests.e2e.conftest import LAPTOP, BehindTheScenes, Inspect, Tabs
from tests.servers import ServerProcess

# What a hostile candidate hands in; it is right where MIRROR_HALF_RIGHT is.
HOSTILE = f"{MIRROR_HALF_RIGHT}# </pre><script>document.title = 'broken'</script> \u202e\n"


@pytest.fixture
def submitted(cara_dsa: Invitation, behind_the_scenes: BehindTheScenes) -> Callable[[], Submission]:
    """Cara starts, submits and hands in."""

    def act() -> Submission:
        session = start_session(session=get_or_create_session(cara_dsa))
        submission, _ = create_submission(
            session=session,
            problem_key="mirror",
            language="python",
            source_code=HOSTILE,
            kind=SubmissionKind.SUBMIT,
        )
        finish_session(session=session, reason=FinishReason.CANDIDATE)
        return submission

    return lambda: behind_the_scenes(act)


def is_judged(submission: Submission, number: int) -> bool:
    judgements = Submission.objects.get(pk=submission.pk).judgements
    return judgements.filter(number=number, state=JudgementState.FINISHED).exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_looking_after_a_session(
    tabs: Tabs,
    site: ServerProcess,
    rita: User,
    dsa_interview: Interview,
    cara_dsa: Invitation,
    submitted: Callable[[], Submission],
    worker: WorkerProcess,
    inspect: Inspect,
    behind_the_scenes: BehindTheScenes,
    scheme: Any,
) -> None:
    worker.start()
    page, _ = tabs.open(site.url, person=rita, label="rita", color_scheme=scheme)
    if scheme == "light":
        assign_shout_again(page, site, dsa_interview)

    page.goto(f"{site.url}/admin/interviews/interview/{dsa_interview.pk}/change/")
    page.get_by_role("link", name="Results", exact=True).click()
    expect(page.get_by_text("Nothing was run or submitted.")).to_have_count(2)
    page.get_by_role("link", name="Extra time… (for Cara Candidate)").click()
    inspect(page)
    page.get_by_label("Minutes").fill("20")
    page.get_by_role("button", name="Give extra time").click()
    expect(page.get_by_text("Cara Candidate has 20 minutes more.")).to_be_visible()

    submission = submitted()
    assert eventually(lambda: behind_the_scenes(lambda: is_judged(submission, 1)))
    page.reload()
    attempts = page.get_by_role("region", name="Attempts of Cara Candidate at Mirror")
    expect(attempts.get_by_role("row", name="Submission after")).to_contain_text("50 %")
    inspect(page)
    page.set_viewport_size(LAPTOP)

    attempts.get_by_role("link", name="Submission after").click()
    expect(page.locator("pre.code")).to_contain_text(
        "</pre><script>document.title = 'broken'</script> ⟨U+202E⟩"
    )
    assert page.title().startswith("Submission of Cara Candidate")
    keyword = page.locator("pre.code .k", has_text="if").first
    assert keyword.evaluate("word => getComputedStyle(word).color") != page.locator("pre.code").evaluate(
        "code => getComputedStyle(code).color"
    )
    page.get_by_text("Output of sample/1").click()
    expect(page.get_by_label("Standard output of sample/1")).to_have_text("zyx 0")
    inspect(page)

    page.get_by_role("link", name="Judge again…").click()
    page.get_by_role("button", name="Judge again").click()
    expect(page.get_by_text("The submission is being judged again.")).to_be_visible()
    assert eventually(lambda: behind_the_scenes(lambda: is_judged(submission, 2)))
    page.reload()
    expect(page.get_by_role("heading", name="Judging 2, which counts WA: Wrong answer")).to_be_visible()
    expect(page.get_by_role("heading", name="Judging 1, replaced WA: Wrong answer")).to_be_visible()

    page.get_by_role("link", name="Results").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Export runs and submissions (CSV)").click()
    assert downloading.value.suggested_filename == "results-backend-engineer-coding.csv"
    assert str(submission.pk) in downloading.value.path().read_text()


def assign_shout_again(page: Page, site: ServerProcess, interview: Interview) -> None:
    """Takes a problem out and chooses it again, by its name."""
    page.goto(f"{site.url}/admin/interviews/interview/{interview.pk}/change/")
    page.locator("#id_problems-1-DELETE").check()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    page.locator("#problems-group .add-row a").click()
    page.get_by_role("combobox", name="Problem", exact=True).click()
    page.get_by_role("searchbox", name="Search: Problem", exact=True).press_sequentially("Sho")
    page.get_by_role("option", name="Shout").click()
    expect(page.get_by_role("combobox", name="Problem: Shout", exact=True)).to_be_visible()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_role("row", name="Problems assigned").first).to_contain_text("Mirror, Shout")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_similar_submissions_side_by_side(
    tabs: Tabs,
    site: ServerProcess,
    rita: User,
    dsa_interview: Interview,
    cara_dsa: Invitation,
    worker: WorkerProcess,
    inspect: Inspect,
    behind_the_scenes: BehindTheScenes,
    scheme: Any,
) -> None:
    """From the results to a comparison that a worker does, and to the two programs."""

    def hand_in(invitation: Invitation, source: str) -> None:
        create_submission(
            session=start_session(session=get_or_create_session(invitation)),
            problem_key="mirror",
            language="python",
            source_code=source,
            kind=SubmissionKind.SUBMIT,
        )

    behind_the_scenes(lambda: hand_in(cara_dsa, ORIGINAL))
    behind_the_scenes(lambda: hand_in(invite(dsa_interview, "Dan Diligent", rita), DISGUISED))
    page, _ = tabs.open(site.url, person=rita, label="rita", color_scheme=scheme)
    page.goto(f"{site.url}/admin/dsa/dsasession/interview/{dsa_interview.pk}/")
    page.get_by_role("link", name="Similar submissions to Mirror, Cara Candidate").click()
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Compare in Python").click()
    expect(page.get_by_role("region", name="What was compared")).to_contain_text("Waiting")
    worker.start()
    pair = page.get_by_role("region", name="Pairs").get_by_role("link")
    expect(pair).to_have_count(1)
    expect(page.locator("#check-announcement")).to_have_text("Comparison: done")
    inspect(page)
    page.set_viewport_size(LAPTOP)
    pair.click()
    expect(page.get_by_text("proves nothing")).to_be_visible()
    expect(page.get_by_role("region", name="Code of Dan Diligent")).to_contain_text("def maximum(intervals)")
    inspect(page)
    page.set_viewport_size(LAPTOP)
    mark = page.get_by_role("region", name="Code of Cara Candidate").get_by_role("link", name="Passage 1:")
    mark.press("Enter")
    target = page.locator(":target")
    expect(target).to_have_class(re.compile("passage"))
    expect(target).to_be_in_viewport()
