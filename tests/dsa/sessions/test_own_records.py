"""The coding session on the page of a candidate's own records and in their copy: all of it, and nothing of others."""

import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from dsa.choices import Origin, SubmissionKind
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import DraftStream, DsaSession, Judgement
from dsa.sessions import own_records
from dsa.sessions.own_tests import save_own_tests
from dsa.sessions.services import save_draft
from dsa.submissions.own_tests import OwnTest
from interviews.models import Interview, InterviewQuestion, Note, Scorecard, User
from interviews.services.questions import add_question
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import MARKERS, MIRROR_HALF_RIGHT, TELLTALE
from tests.zip_files import files_in

RECRUITERS_WORDS = ("velvetanchor", "crimsonabacus", "silentorchard", "paperlabyrinth", "amberturbine")
SCORES = ("score", "points", "weight", "percent")
# Planted as the score of the submission: no time of day holds it.
PLANTED_SCORE = 61.37


def logged(session: DsaSession, *changes: tuple[Origin, object]) -> None:
    name = StreamName(uuid.uuid4(), uuid.uuid4(), "mirror", "python")
    now = round(timezone.now().timestamp() * 1000)
    append_changes(
        session=session,
        name=name,
        first=0,
        changes=[
            Change(
                now, origin, what if isinstance(what, list) else None, what if isinstance(what, str) else None
            )
            for origin, what in changes
        ],
    )


def test_all_of_it_and_nothing_of_others(
    session: DsaSession,
    mallorys_session: DsaSession,
    dsa_interview: Interview,
    submit: Submit,
    judge_now: JudgeNow,
    rita: User,
    ivan: User,
) -> None:
    """Markers planted in everything that is not theirs are found in no byte of what they get."""
    save_draft(
        session=session, problem_key="mirror", language="python", source_code="mine = 1\n", base_version=0
    )
    save_draft(
        session=mallorys_session,
        problem_key="mirror",
        language="python",
        source_code=RECRUITERS_WORDS[0],
        base_version=0,
    )
    save_own_tests(session=session, problem_key="mirror", tests=[OwnTest("a case of mine", "abc 1", None)])
    logged(session, (Origin.STARTER, "# start\n"), (Origin.PASTED, [8, [0, "pasted by me"]]))
    logged(mallorys_session, (Origin.STARTER, RECRUITERS_WORDS[0]))
    for kind, source in ((SubmissionKind.RUN, TELLTALE), (SubmissionKind.SUBMIT, MIRROR_HALF_RIGHT)):
        judge_now(submit(kind=kind, source_code=source))
    assert Judgement.objects.filter(score__isnull=False).update(score=PLANTED_SCORE) == 1
    Interview.objects.filter(pk=dsa_interview.pk).update(recruiter_notes=RECRUITERS_WORDS[1])
    question = InterviewQuestion(
        interview=dsa_interview,
        owner=rita,
        text="Ask about it",
        interviewer_hints=RECRUITERS_WORDS[2],
        expected_answer_guide=RECRUITERS_WORDS[2],
    )
    add_question(question=question, actor=rita)
    Note.objects.create(interview=dsa_interview, author=ivan, at=timezone.now(), text=RECRUITERS_WORDS[3])
    Scorecard.objects.create(
        interview=dsa_interview, interviewer=ivan, summary=RECRUITERS_WORDS[4], recommendation=1
    )
    token = session.invitation.token
    page = Client().get(f"/me/{token}/")
    assert page.status_code == 200
    shown = page.content.decode()
    for words in (
        "mine = 1",
        "Cara Candidate",
        "cara@mail.example",
        "pasted: 1",
        "2 changes",
        "1 own test kept",
    ):
        assert words in shown, words
    assert shown.count("<details>") >= 4

    copy = Client().get(f"/me/{token}/copy/")
    assert copy["Content-Type"] == "application/zip"
    assert "no-store" in copy["Cache-Control"]
    files = files_in(copy)
    log = json.loads(files["coding-session/log/0001-mirror-python.json"])
    assert [change["origin"] for change in log["changes"]] == ["starter", "pasted"]
    kept = json.loads(files["coding-session/session.json"])
    assert kept["drafts"][0]["sourceCode"] == "mine = 1\n"
    assert kept["ownTests"][0]["tests"][0]["name"] == "a case of mine"
    ran = sorted(name for name in files if "runs-and-submissions" in name)
    assert [name.split("-")[-2:] for name in ran] == [["run", "mirror.json"], ["submit", "mirror.json"]]
    assert json.loads(files[ran[1]])["sourceCode"] == MIRROR_HALF_RIGHT

    everything = shown + "".join(content.decode() for content in files.values())
    for marker in (*MARKERS, *RECRUITERS_WORDS, "Mallory", "Ivan"):
        assert marker.lower() not in everything.lower(), marker
        assert marker.encode().hex() not in everything
    assert str(PLANTED_SCORE) not in everything
    for name in ran:
        assert not any(f'"{word}' in files[name].decode().lower() for word in SCORES)
    told = shown.replace("scorecards, scores", "").replace("notes, ", "")
    assert not any(word in told for word in SCORES)


def test_a_long_log_is_shown_in_pages_and_counted_within_a_bound(
    session: DsaSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_records, "STREAMS_PER_PAGE", 2)
    path = f"/me/{session.invitation.token}/"
    for _ in range(3):
        logged(session, (Origin.STARTER, "# start\n"), (Origin.PASTED, [8, [0, "pasted by me"]]))
    first, last = (Client().get(f"{path}?streams={page}").content.decode() for page in (1, 2))
    assert (first.count("pasted: 1"), last.count("pasted: 1")) == (2, 1)
    assert "Page 1 of 2" in first
    assert "?streams=1#streams-heading" in last
    lengths = DraftStream.objects.order_by("started_at", "pk").values_list("stored_characters", flat=True)
    monkeypatch.setattr(own_records, "MAX_COUNTED_CHARACTERS", lengths[0])
    bounded = Client().get(path).content.decode()
    assert (bounded.count("pasted: 1"), bounded.count("too many to say here")) == (1, 1)
    log = [name for name in files_in(Client().get(f"{path}copy/")) if "/log/" in name]
    assert len(log) == 3, "the copy has all"


def test_before_the_start(session: DsaSession) -> None:
    assert "Nothing is kept." in Client().get(f"/me/{session.invitation.token}/").content.decode()


def test_others_links_show_nothing(session: DsaSession, mallorys_session: DsaSession) -> None:
    save_draft(session=session, problem_key="mirror", language="python", source_code="hers", base_version=0)
    page = Client().get(f"/me/{mallorys_session.invitation.token}/").content.decode()
    assert "hers" not in page.replace("others", "")
    assert "Cara" not in page
