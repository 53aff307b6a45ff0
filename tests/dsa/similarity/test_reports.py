"""A report is made once, by one worker, of what people submitted, and goes with whoever is erased."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from dsa.choices import SimilarityState, SubmissionKind
from dsa.demo import FOLDER
from dsa.execution import Language
from dsa.models import DsaSession, Problem, SimilarityReport, SimilarPair, Solution, Submission
from dsa.problems import services as problem_services
from dsa.similarity import services
from dsa.similarity.services import given_code, start_report
from dsa.similarity.tokens import TokenStream, tokenise
from dsa.submissions.services import create_submission
from dsa.tasks import compare_submissions, dispatch_similarity_reports
from interviews.models import User
from interviews.services.erasure import erase_candidate
from interviews.services.merging import merge_candidates
from tests.conftest import SentTasks
from tests.dsa.similarity.conftest import Hand
from tests.dsa.similarity.programs import DISGUISED, INDEPENDENT, ORIGINAL

pytestmark = pytest.mark.django_db

Copied = tuple[Submission, Submission]


def compared(problem: Problem, rita: User) -> SimilarityReport:
    """The report of a comparison that a worker has done."""
    report = start_report(problem=problem, language=Language.PYTHON, actor=rita)
    compare_submissions(report.pk)
    report.refresh_from_db()
    assert report.state == SimilarityState.FINISHED, report.message
    return report


def test_a_copy_is_found(copied: Copied, mirror: Problem, rita: User) -> None:
    report = compared(mirror, rita)
    assert (report.submissions, report.people, report.too_short) == (2, 2, 0)
    pair = report.pairs.get()
    assert {pair.first, pair.second} == set(copied)
    assert min(pair.first_percent, pair.second_percent) >= 75
    sources = {submission.pk: submission.source_code.splitlines() for submission in copied}
    assert pair.passages
    for passage in pair.passages:
        for side, submission in (("first", pair.first), ("second", pair.second)):
            first, last = passage[side]
            assert 1 <= first <= last <= len(sources[submission.pk])


def test_own_work_runs_and_other_languages_are_not(
    hand_in: Hand, session: DsaSession, mallorys_session: DsaSession, mirror: Problem, rita: User
) -> None:
    hand_in(session, ORIGINAL)
    hand_in(mallorys_session, INDEPENDENT)
    hand_in(mallorys_session, ORIGINAL, language="javascript")
    create_submission(
        session=mallorys_session,
        problem_key="mirror",
        language="python",
        source_code=DISGUISED,
        kind=SubmissionKind.RUN,
    )
    report = compared(mirror, rita)
    assert report.submissions == 2
    assert not report.pairs.exists()


def test_two_invitations_of_one_person_are_one_person(copied: Copied, mirror: Problem, rita: User) -> None:
    cara, mallory = (submission.session.invitation.candidate for submission in copied)
    merge_candidates(kept=cara, duplicate=mallory, actor=rita)
    report = compared(mirror, rita)
    assert (report.people, report.pairs.count()) == (1, 0)


def test_the_problems_own_code_is_left_out(copied: Copied, mirror: Problem, rita: User) -> None:
    problem_services.save_part(
        part=Solution(problem=mirror, name="accepted/them.py", language="python", source=ORIGINAL)
    )
    assert not compared(mirror, rita).pairs.exists()


def test_function_drivers_are_left_out(tests_stored: None) -> None:
    signature = (FOLDER / "nametags/attachments/signature.txt").read_text().strip()
    problem = problem_services.create_problem(
        problem=Problem(key="tags", title="Tags", statement="x", function_signature=signature)
    )
    given = given_code(problem, Language.PYTHON)
    assert len(given) == 1
    assert len(given[0]) > 30  # an empty function has a handful of tokens, its driver many
    assert given_code(problem, Language.RUBY)[0].codes == ()


def test_a_worker_is_woken_once_and_work_done_twice_is_done_once(
    copied: Copied,
    mirror: Problem,
    rita: User,
    sent_tasks: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
        again = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
    assert report.pk == again.pk
    assert sent_tasks == [("dsa.tasks.compare_submissions", report.pk)]
    compare_submissions(report.pk)
    compare_submissions(report.pk)
    assert SimilarPair.objects.count() == 1


def test_a_newer_report_takes_the_older_ones_place(copied: Copied, mirror: Problem, rita: User) -> None:
    old = compared(mirror, rita)
    new = compared(mirror, rita)
    assert list(SimilarityReport.objects.all()) == [new]
    assert new.pk != old.pk
    assert SimilarPair.objects.count() == 1


def test_who_lost_the_claim_stores_nothing(copied: Copied, mirror: Problem, rita: User) -> None:
    report = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
    slow = services.claim(report.pk)
    assert slow is not None
    SimilarityReport.objects.update(lease_until=timezone.now() - services.REPORTS.lease)
    quick = services.claim(report.pk)
    assert quick is not None
    services.execute(slow)
    assert not SimilarPair.objects.exists()
    services.execute(quick)
    assert SimilarPair.objects.count() == 1


def test_the_claim_is_held_while_programs_are_read(
    copied: Copied, mirror: Problem, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is compared: that alone may take longer than a lease."""
    report = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
    claimed = services.claim(report.pk)
    assert claimed is not None
    read: list[TokenStream] = []

    def tokenise_slowly(source: str, language: str) -> TokenStream:
        if not read:
            SimilarityReport.objects.update(lease_until=timezone.now())
        read.append(tokenise(source, language))
        return read[-1]

    def nobody_compares(*_: object) -> tuple[list[object], int]:
        assert len(read) > 1
        assert services.claim(report.pk) is None
        return [], 0

    monkeypatch.setattr(services, "STEPS_TOLD", 1)
    monkeypatch.setattr(services, "tokenise", tokenise_slowly)
    monkeypatch.setattr(services, "compare", nobody_compares)
    services.execute(claimed)
    report.refresh_from_db()
    assert report.state == SimilarityState.FINISHED


def test_a_lost_message_is_sent_again(
    copied: Copied, mirror: Problem, rita: User, sent_tasks: SentTasks
) -> None:
    report = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
    assert dispatch_similarity_reports() == 0
    SimilarityReport.objects.update(lease_until=timezone.now())
    assert dispatch_similarity_reports() == 1
    assert sent_tasks[-1] == ("dsa.tasks.compare_submissions", report.pk)


def test_a_report_that_kills_its_workers_is_given_up(
    copied: Copied, mirror: Problem, rita: User, sent_tasks: SentTasks
) -> None:
    report = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
    SimilarityReport.objects.update(lease_until=timezone.now(), attempts=services.REPORTS.max_attempts)
    assert dispatch_similarity_reports() == 0
    report.refresh_from_db()
    assert (report.state, report.message) == (
        SimilarityState.FAILED,
        "Its worker was lost each time. The log may say why.",
    )
    assert start_report(problem=mirror, language=Language.PYTHON, actor=rita).pk != report.pk


def test_a_failure_of_ours_is_told(
    copied: Copied, mirror: Problem, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no grammar")

    monkeypatch.setattr(services, "compare", fail)
    report = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
    with pytest.raises(RuntimeError, match="no grammar"):
        compare_submissions(report.pk)
    report.refresh_from_db()
    assert (report.state, report.message) == (SimilarityState.FAILED, "TalentSync failed; its log says why.")


def test_the_database_allows_one_at_a_time(mirror: Problem) -> None:
    SimilarityReport.objects.create(problem=mirror, language="python")
    with pytest.raises(IntegrityError), transaction.atomic():
        SimilarityReport.objects.create(problem=mirror, language="python")


def test_erasure_takes_the_pairs_along(copied: Copied, mirror: Problem, rita: User, valkey: str) -> None:
    report = compared(mirror, rita)
    person = copied[1].session.invitation.candidate
    number = person.pk
    erase_candidate(candidate=person, actor=rita)
    assert not report.pairs.exists()
    written = StringIO()
    call_command("verify_erasure", "--person", str(number), "--word", "My own solution", stdout=written)
    assert "nothing is left" in written.getvalue().lower()


def test_who_is_erased_during_a_comparison_is_not_stored(
    copied: Copied, mirror: Problem, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
    claimed = services.claim(report.pk)
    assert claimed is not None
    works = services._works(claimed)
    monkeypatch.setattr(services, "_works", lambda _: works)
    erase_candidate(candidate=copied[0].session.invitation.candidate, actor=rita)
    services.execute(claimed)
    claimed.refresh_from_db()
    assert claimed.state == SimilarityState.FINISHED
    assert not SimilarPair.objects.exists()
