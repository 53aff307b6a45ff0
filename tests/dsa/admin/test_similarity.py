"""What recruiters see of similar submissions: pairs, programs side by side, and what they do not prove."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from dsa.execution import Language
from dsa.models import Problem, SimilarityReport, SimilarPair, Submission
from dsa.similarity.selectors import CANNOT_KNOW
from dsa.similarity.services import start_report
from dsa.tasks import compare_submissions
from interviews.models import User
from interviews.models.user import RECRUITERS
from tests.conftest import SentTasks, make_person, signed_in
from tests.dsa.admin.conftest import page
from tests.dsa.similarity.conftest import Hand
from tests.dsa.similarity.conftest import copied as copied
from tests.dsa.similarity.conftest import hand_in as hand_in
from tests.dsa.similarity.programs import ORIGINAL

pytestmark = pytest.mark.django_db

Copied = tuple[Submission, Submission]


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


@pytest.fixture
def pair(copied: Copied, mirror: Problem, rita: User) -> SimilarPair:
    """Cara's and Mallory's programs, compared."""
    report = start_report(problem=mirror, language=Language.PYTHON, actor=rita)
    compare_submissions(report.pk)
    return SimilarPair.objects.get()


def test_from_a_problem_to_a_pair(browser: Client, pair: SimilarPair, mirror: Problem) -> None:
    listed = reverse("admin:dsa_similarity_problem", args=[mirror.pk])
    assert listed in page(browser, "problem_change", mirror.pk)
    shown = page(browser, "similarity_problem", mirror.pk)
    text = text_of(shown)
    assert CANNOT_KNOW in text
    assert "2 programs of 2 people, 1 pair" in text
    assert re.search(r"(Cara Candidate and Mallory Malicious|Mallory Malicious and Cara Candidate)", text)
    assert f"{pair.first_percent} % and {pair.second_percent} %" in text
    assert reverse("admin:dsa_similarity_pair", args=[pair.pk]) in shown


def test_two_programs_side_by_side(browser: Client, pair: SimilarPair) -> None:
    shown = page(browser, "similarity_pair", pair.pk)
    text = text_of(shown)
    assert CANNOT_KNOW in text
    assert "Cara Candidate" in text
    assert "Mallory Malicious" in text
    for side in ("first", "second"):
        for number in range(1, len(pair.passages) + 1):
            assert f'id="{side}-{number}"' in shown
    code = unescape(re.sub(r"<[^>]*>", "", re.sub(r'<a class="passage-mark".*?</a>', "", shown)))
    assert "def busiest(visits):" in code
    assert "def maximum(intervals):" in code
    marked = re.findall(r'<span class="line passage passage-\d"', shown)
    assert len(marked) >= 2 * 15


def test_markup_in_programs_stays_text(browser: Client, pair: SimilarPair) -> None:
    script = "x = '<script>alert(1)</script>'\n"
    Submission.objects.filter(pk=pair.first_id).update(source_code=script + ORIGINAL)
    shown = page(browser, "similarity_pair", pair.pk)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_from_results(browser: Client, pair: SimilarPair, mirror: Problem) -> None:
    interview_id = pair.first.session.invitation.interview_id
    results = page(browser, "session_results", interview_id)
    assert f"{reverse('admin:dsa_similarity_problem', args=[mirror.pk])}?interview={interview_id}" in results
    assert "Similar submissions (1)" in text_of(results)
    shown = page(browser, "similarity_problem", mirror.pk, interview=str(interview_id))
    assert "Pairs with candidates of" in shown
    assert reverse("admin:dsa_similarity_pair", args=[pair.pk]) in shown


@pytest.mark.parametrize("interview", ["", "no id", "5e0ac17c-6ac1-4c0f-a6f1-9d2e4c5d0f00"])
def test_an_interview_that_nobody_has_is_none(
    browser: Client, pair: SimilarPair, mirror: Problem, interview: str
) -> None:
    shown = page(browser, "similarity_problem", mirror.pk, interview=interview)
    assert reverse("admin:dsa_similarity_pair", args=[pair.pk]) in shown


def test_starting_a_comparison(
    browser: Client, copied: Copied, mirror: Problem, sent_tasks: SentTasks
) -> None:
    assert "Not compared yet" in text_of(page(browser, "similarity_problem", mirror.pk))
    url = reverse("admin:dsa_similarity_compare", args=[mirror.pk])
    assert browser.get(url).status_code == 405
    browser.post(url, {"language": "python"})
    browser.post(url, {"language": "python"})
    report = SimilarityReport.objects.get()
    assert report.started_by is not None
    assert report.started_by.username == "rita"
    part = page(browser, "similarity_problem", mirror.pk, part="")
    assert 'data-active="yes"' in part
    assert "<html" not in part
    compare_submissions(report.pk)
    assert 'data-active="no"' in page(browser, "similarity_problem", mirror.pk, part="")


@pytest.mark.parametrize("language", ["javascript", "cobol", ""])
def test_a_language_without_two_people_is_refused(
    browser: Client, copied: Copied, mirror: Problem, language: str
) -> None:
    url = reverse("admin:dsa_similarity_compare", args=[mirror.pk])
    answer = browser.post(url, {"language": language}, follow=True)
    assert "There are not yet submissions of two people in this language." in text_of(answer.content.decode())
    assert not SimilarityReport.objects.exists()


def test_newer_submissions_are_told(
    browser: Client, pair: SimilarPair, mirror: Problem, hand_in: Hand
) -> None:
    assert "newer submission" not in page(browser, "similarity_problem", mirror.pk)
    hand_in(pair.first.session, ORIGINAL + "\nprint()\n")
    assert "1 newer submission" in text_of(page(browser, "similarity_problem", mirror.pk))


def test_nobody_has_submitted(browser: Client, mirror: Problem) -> None:
    assert "Nobody has submitted to this problem yet." in page(browser, "similarity_problem", mirror.pk)


def test_who_may_see_it(pair: SimilarPair, mirror: Problem, sam: User, ivan: User, client: Client) -> None:
    pages = [
        reverse("admin:dsa_similarity_problem", args=[mirror.pk]),
        reverse("admin:dsa_similarity_pair", args=[pair.pk]),
    ]
    compare = reverse("admin:dsa_similarity_compare", args=[mirror.pk])
    for someone in (signed_in(sam), signed_in(ivan), client):
        for url in pages:
            assert someone.get(url).status_code in (302, 403)
        assert someone.post(compare, {"language": "python"}).status_code in (302, 403)
    assert SimilarityReport.objects.count() == 1


def test_who_sees_only_own_positions_finds_pairs_of_visible_interviews(
    pair: SimilarPair, mirror: Problem
) -> None:
    """Of one interview of the two a person may know; the other's program and name would be shown with the pair."""
    lena = make_person("lena", RECRUITERS, is_staff=True)
    lena.only_own_positions = True
    lena.save()
    browser = signed_in(lena)
    shown_pair = reverse("admin:dsa_similarity_pair", args=[pair.pk])
    compare = reverse("admin:dsa_similarity_compare", args=[mirror.pk])
    first, second = (side.session.invitation.interview for side in (pair.first, pair.second))
    first.interviewers.add(lena)
    for query in ({}, {"interview": str(first.pk)}, {"interview": str(second.pk)}, {"part": ""}):
        shown = page(browser, "similarity_problem", mirror.pk, **query)
        assert shown_pair not in shown
        assert pair.second.session.invitation.name not in shown
        assert "of 2 people" not in text_of(shown)
        assert compare not in shown
    assert browser.get(shown_pair).status_code == 404
    assert "Similar submissions (1)" not in text_of(page(browser, "session_results", first.pk))
    for language in ("python", "javascript"):
        assert browser.post(compare, {"language": language}).status_code == 403
    assert SimilarityReport.objects.count() == 1
    second.interviewers.add(lena)
    assert shown_pair in page(browser, "similarity_problem", mirror.pk)
    assert browser.get(shown_pair).status_code == 200
    assert "Similar submissions (1)" in text_of(page(browser, "session_results", first.pk))


def test_comparing_is_for_who_may_see_submissions(copied: Copied, mirror: Problem) -> None:
    """Its answer tells whether two people have submitted."""
    clerk = make_person("clerk", is_staff=True)
    names = ("add_similarityreport", "view_similarityreport")
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    compare = reverse("admin:dsa_similarity_compare", args=[mirror.pk])
    for language in ("python", "javascript"):
        assert signed_in(clerk).post(compare, {"language": language}).status_code == 403
    assert not SimilarityReport.objects.exists()
