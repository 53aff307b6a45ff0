"""Erasing a person: what was theirs alone goes as a whole, what others share is blanked, and the proof of both."""

from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from dsa.models import Draft, DraftChanges, DraftStream, DsaSession
from dsa.sessions.services import get_or_create_session
from interviews.choices import ApplicationDecision, EventKind, MailKind
from interviews.models import (
    Application,
    Candidate,
    DecisionRecord,
    Interview,
    Invitation,
    OutgoingMail,
    Position,
    Tag,
    User,
)
from interviews.services.applications import decide, place_interview
from interviews.services.candidates import candidate_for, change_candidate
from interviews.services.erasure import erase_candidate
from interviews.services.invitations import issue_invitation
from interviews.services.merging import merge_candidates
from interviews.timeline import Actor, record_event
from proctoring.models import Consent, Snapshot
from proctoring.services import retention
from rooms.models import AdmissionRequest, ChatMessage, CodeRun, CodeRunState, RequestReason
from rooms.models.chat import ChatChannel
from tests.conftest import SentTasks, signed_in
from tests.dsa.factories import make_problem
from tests.interviews.admin_pages import messages_of
from tests.proctoring.conftest import stored

SECRET = "zebraquartz"


def verify(candidate_id: int, *words: str) -> str:
    written = StringIO()
    arguments = [argument for word in words for argument in ("--word", word)]
    call_command("verify_erasure", "--person", str(candidate_id), *arguments, stdout=written)
    return written.getvalue()


def planted(willing: Invitation, rita: User) -> Candidate:
    """Something of this person in every table that is theirs, with a word to find it by."""
    person = willing.candidate
    work = candidate_for(name=f"Cara {SECRET}", email=f"{SECRET}@work.example")
    merge_candidates(kept=person, duplicate=work, actor=rita)
    change_candidate(candidate=person, fields=[], tags=["referred"])
    place_interview(interview=willing.interview, position=Position.objects.create(title="Data"), actor=rita)
    decide(
        application=Application.objects.get(),
        decision=ApplicationDecision.REJECTED,
        reason=SECRET,
        seen=0,
        actor=rita,
    )
    stored(willing)
    session = get_or_create_session(willing)
    problem = make_problem("mirror", {"a 1": "a 2", "b 1": "b 2", "c 1": "c 2"})
    now = timezone.now()
    Draft.objects.create(
        session=session, problem=problem, language="python", source_code=SECRET, saved_at=now
    )
    stream = DraftStream.objects.create(
        session=session,
        key=uuid4(),
        device=uuid4(),
        problem=problem,
        language="python",
        started_at=now,
        last_at=now,
        text=SECRET,
    )
    DraftChanges.objects.create(
        stream=stream,
        first_sequence=0,
        count=1,
        first_at=now,
        last_at=now,
        received_at=now,
        changes_json=SECRET,
        is_checkpoint=True,
        text_after=SECRET,
    )
    for subject in (person, willing.interview):
        LogEntry.objects.log_actions(rita.pk, [subject], CHANGE, f"The link of {SECRET} is revoked.")
    return person


def test_all_of_somebody_goes_with_their_interviews(
    valkey: str,
    willing: Invitation,
    rita: User,
    sent_tasks: SentTasks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    person = planted(willing, rita)
    number = person.pk
    with django_capture_on_commit_callbacks(execute=True):
        erase_candidate(candidate=person, actor=rita)
    for model in (
        Candidate,
        Application,
        DecisionRecord,
        Interview,
        Invitation,
        DsaSession,
        Snapshot,
        Draft,
        DraftStream,
    ):
        assert not model._default_manager.exists(), model
    with pytest.raises(CommandError, match="traces are left"):
        verify(number, SECRET)  # the files follow in a worker
    for name, *arguments in sent_tasks:
        if name == retention.REMOVE_TASK:
            retention.remove_files(UUID(str(arguments[0])))
    assert verify(number, SECRET, "cara@mail.example") == "Nothing is left.\n"


def test_an_interview_of_others_as_well_stays_without_them(
    valkey: str, willing: Invitation, rita: User, sent_tasks: SentTasks
) -> None:
    person = planted(willing, rita)
    Candidate.objects.filter(pk=person.pk).update(time_zone="Europe/Lisbon")
    shared = candidate_for(name="Bob", email="bob@mail.example")
    change_candidate(candidate=person, fields=[], tags=["referred", SECRET])
    change_candidate(candidate=shared, fields=[], tags=["referred"])
    other = Invitation(interview=willing.interview, name="Bob", email="bob@mail.example")
    issue_invitation(invitation=other, actor=rita)
    done = erase_candidate(candidate=person, actor=rita)
    assert (done.interviews, done.shared) == (0, 1)
    retention.delete_marked()
    assert [tag.name for tag in Tag.objects.all()] == ["referred"], "which somebody else has"
    assert Candidate.objects.get(pk=person.pk).time_zone == ""
    willing.refresh_from_db()
    assert (willing.name, willing.revoked_at is not None) == ("Erased person", True)
    assert not Consent.objects.exists()
    assert not DsaSession.objects.filter(invitation=willing).exists()
    other.refresh_from_db()
    assert (other.name, other.revoked_at) == ("Bob", None)
    assert verify(person.pk, SECRET, "cara@mail.example") == "Nothing is left.\n"


def test_names_and_scores_go_out_of_what_others_share(
    valkey: str, interview: Interview, cara: Invitation, rita: User, sent_tasks: SentTasks
) -> None:
    """Beside messages and runs and at the door of a room, and in the scores of an interview that holds all of them."""
    other = Invitation(interview=interview, name="Bob", email="bob@mail.example")
    issue_invitation(invitation=other, actor=rita)
    Invitation.objects.filter(pk=cara.pk).update(name=f"Cara {SECRET}")
    scores = []
    for invitation in (cara, other):
        name = f"Cara {SECRET}" if invitation is cara else "Bob"
        AdmissionRequest.objects.create(
            interview=interview,
            actor_invitation=invitation,
            role="candidate",
            invited_name=name,
            typed_name=name,
            reason=RequestReason.KNOCK,
            alive_until=timezone.now(),
        )
        said = {"interview": interview, "actor_invitation": invitation, "peer_id": "p", "author_name": name}
        ChatMessage.objects.create(channel=ChatChannel.ROOM, text="Hello", **said)
        CodeRun.objects.create(language="python", document_sequence=0, state=CodeRunState.FINISHED, **said)
        submission = str(uuid4())
        record_event(
            interview.pk,
            EventKind.DSA_SUBMITTED,
            actor=Actor(invitation_id=invitation.pk),
            payload={"submissionId": submission},
        )
        scores.append(
            {
                "submissionId": submission,
                "problemId": "mirror",
                "language": "python",
                "score": 50,
                "passed": 1,
                "total": 2,
                "submittedAt": timezone.now().isoformat(),
            }
        )
    Interview.objects.filter(pk=interview.pk).update(stage_data={"dsaSubmissions": scores})
    erase_candidate(candidate=cara.candidate, actor=rita)
    for model in (ChatMessage, CodeRun):
        names = dict(model._default_manager.values_list("actor_invitation", "author_name"))
        assert names == {cara.pk: "Erased person", other.pk: "Bob"}
    asked = {
        row.actor_invitation_id: (row.invited_name, row.typed_name) for row in AdmissionRequest.objects.all()
    }
    assert asked == {cara.pk: ("Erased person", ""), other.pk: ("Bob", "Bob")}
    assert verify(cara.candidate_id, SECRET).splitlines() == [
        "Stays: messages in the live room: 1",
        "Stays: runs in the live room: 1",
        "Stays: requests at the door: 1",
        "Nothing else is left.",
    ]
    QuerySet(ChatMessage).filter(actor_invitation=cara).update(author_name="Cara")
    with pytest.raises(CommandError, match="1 traces"):
        verify(cara.candidate_id)
    interview.refresh_from_db()
    assert interview.stage_data["dsaSubmissions"] == scores[1:]


def test_what_is_left_of_a_person_is_found(valkey: str, willing: Invitation, rita: User) -> None:
    person = planted(willing, rita)
    OutgoingMail.objects.create(
        kind=MailKind.CANDIDATE_INVITATION, interview=willing.interview, invitation=willing
    )
    written = StringIO()
    with pytest.raises(CommandError, match="traces are left"):
        call_command("verify_erasure", "--person", str(person.pk), stdout=written)
    for words in (
        "has a name and an address",
        f"1 mail of invitation {willing.pk}",
        "1 applications",
        "1 decisions",
        "1 tags",
        "the coding session of",
    ):
        assert words in written.getvalue(), words


@pytest.mark.parametrize("arguments", [[], ["1", "--person", "1"]])
def test_one_of_both_is_named(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="either an invitation or a person"):
        call_command("verify_erasure", *arguments)
    with pytest.raises(CommandError, match="goes with an invitation"):
        call_command("verify_erasure", "--proctoring", "--person", "1")


def test_the_page_wants_the_address_typed(valkey: str, willing: Invitation, rita: User) -> None:
    page = signed_in(rita)
    url = reverse("admin:interviews_candidate_erase", args=[willing.candidate_id])
    asked = page.get(url).content.decode()
    assert "1 interview with code, messages, pictures and timeline" in asked
    assert "This is not their address." in page.post(url, {"email": "x@mail.example"}).content.decode()
    assert Candidate.objects.exists()
    after = page.post(url, {"email": willing.email.upper()}, follow=True)
    assert messages_of(after) == ["The person is erased."]
    assert not Candidate.objects.exists()
