"""What the upload endpoint takes and refuses, and that nothing is kept of what it refuses."""

import io
import zipfile
import zlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image, PngImagePlugin
from pytest_django import Settings

from dsa.choices import FinishReason, SessionState
from dsa.models import DsaSession
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import cancel_interview, complete_interview
from interviews.services.invitations import revoke_invitation
from interviews.timeline import SYSTEM
from proctoring import storage
from proctoring.api.views import SnapshotsView
from proctoring.choices import Decision, IncidentKind, RejectCode, SnapshotState
from proctoring.images import MAX_PIXELS
from proctoring.models import Incident, Snapshot
from proctoring.rules import CLOCK_TOLERANCE, LATE_FOR
from proctoring.selectors import proctoring_of
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import grant_exemption, record_consent
from proctoring.storage import Folder, name_of
from tests.proctoring.conftest import NOTHING, OpenPage, code_of, files, picture, received, stored

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def kept() -> tuple[int, dict[str, list[str]]]:
    return Snapshot.objects.count(), files()


def test_a_picture_is_kept_and_answered_with_202(page: OpenPage, willing: Invitation) -> None:
    client_id = uuid4()
    answer = page(willing).send(clientId=str(client_id), sequence="0", reason="start")
    assert (answer.status_code, answer.json()) == (
        202,
        {"clientId": str(client_id), "status": "received"},
    )
    assert answer["Cache-Control"] == "no-store"
    snapshot = Snapshot.objects.get()
    assert (snapshot.state, snapshot.reason) == (SnapshotState.RECEIVED, "start")
    assert storage.read(name_of(Folder.RAW, snapshot.pk)) == picture()


def test_the_same_client_id_again_is_the_same_snapshot(page: OpenPage, willing: Invitation) -> None:
    client_id = str(uuid4())
    first, second = (page(willing).send(clientId=client_id) for _ in range(2))
    assert (second.status_code, second.json()) == (202, first.json())
    assert Snapshot.objects.count() == 1
    assert len(files()["raw"]) == 1


def test_a_client_id_is_good_for_one_picture(page: OpenPage, willing: Invitation) -> None:
    client_id = str(uuid4())
    page(willing).send(clientId=client_id)
    before = kept()
    assert code_of(page(willing).send(picture("red"), clientId=client_id)) == (409, "client_id_reused")
    assert kept() == before


def test_candidates_may_use_the_same_client_id(page: OpenPage, willing: Invitation, nils: Invitation) -> None:
    client_id = str(uuid4())
    for invitation in (willing, nils):
        assert page(invitation).send(clientId=client_id).status_code == 202
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "file_name", "expected"),
    [
        (SVG, "a.svg", (415, "unsupported_type")),
        (SVG, "a.jpg", (415, "unsupported_type")),
        (b"GIF89a" + bytes(100), "a.jpg", (415, "unsupported_type")),
        (b"<!doctype html><script>", "a.png", (415, "unsupported_type")),
        (b"PK\x03\x04", "a.jpg", (415, "unsupported_type")),
        (b"", "a.jpg", (415, "unsupported_type")),
        (picture() + bytes(2_000_000), "a.jpg", (413, "too_large")),
        (picture() + bytes(3_000_000), "a.jpg", (413, "too_large")),
    ],
    ids=["svg", "svg as jpeg", "gif", "html", "zip", "nothing", "too large", "huge"],
)
def test_what_is_no_picture_is_refused_at_the_door(
    page: OpenPage, willing: Invitation, content: bytes, file_name: str, expected: tuple[int, str]
) -> None:
    assert code_of(page(willing).send(content, file_name=file_name)) == expected
    assert kept() == (0, NOTHING)


@pytest.mark.parametrize(
    "changes",
    [
        {"image": None},
        {"image": "a string"},
        {"clientId": None},
        {"clientId": "7"},
        {"sequence": "-1"},
        {"sequence": "1000000000"},
        {"sequence": "one"},
        {"capturedAt": "yesterday"},
        {"reason": "boredom"},
        {"score": "100"},
        {"sequence": ["0", "1"]},
        {
            "image": [
                SimpleUploadedFile("a.jpg", b"\xff\xd8\xff"),
                SimpleUploadedFile("b.jpg", b"\xff\xd8\xff"),
            ]
        },
    ],
    ids=repr,
)
def test_a_form_that_is_not_as_agreed_is_refused(
    page: OpenPage, willing: Invitation, changes: dict[str, Any]
) -> None:
    assert code_of(page(willing).send(**changes)) == (400, "invalid_request")
    assert kept() == (0, NOTHING)


def test_other_kinds_of_body_are_refused(page: OpenPage, willing: Invitation) -> None:
    assert code_of(page(willing).post("snapshots", {"image": "x"})) == (415, "unsupported_media_type")


def test_the_size_is_looked_at_before_the_body(page: OpenPage, willing: Invitation) -> None:
    """A body that may not be read: touching it would fail."""

    class Untouchable(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("the body was read")

    form = {"content_type": "multipart/form-data; boundary=x"}
    for headers, expected in (
        ({"CONTENT_LENGTH": "5000000"}, "too_large"),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, "length_required"),
        ({"CONTENT_LENGTH": "many"}, "parse_error"),
    ):
        request = RequestFactory().post(page(willing).path("snapshots"), **form)  # type: ignore[arg-type]  # no header
        request.META |= headers | {"wsgi.input": Untouchable()}
        answer = SnapshotsView.as_view()(request, token=willing.token)
        assert answer.data["code"] == expected


# Whose ----------------------------------------------------------------------------------------------------------------


def test_without_a_valid_link_nothing_is_taken(page: OpenPage, willing: Invitation, rita: User) -> None:
    willing_page = page(willing)
    willing_page.token = willing.token[:-1] + ("A" if willing.token[-1] != "A" else "B")
    assert code_of(willing_page.send()) == (404, "invitation_invalid")
    revoke_invitation(invitation=willing, actor=rita)
    assert code_of(page(willing).send()) == (410, "invitation_revoked")
    assert kept() == (0, NOTHING)


def test_a_link_to_a_live_room_has_no_snapshots(
    page: OpenPage, interview: Interview, willing: Invitation, stage_live: Any
) -> None:
    Interview.objects.filter(pk=interview.pk).update(stage=stage_live)
    assert code_of(page(willing).send()) == (404, "not_a_dsa_stage")


def test_another_candidates_link_stores_for_that_candidate_only(
    page: OpenPage, willing: Invitation, nils: Invitation
) -> None:
    page(nils).send()
    assert Snapshot.objects.get().invitation == nils
    assert page(willing).get().json()["snapshotCount"] == 0


# When -----------------------------------------------------------------------------------------------------------------


def test_without_an_agreement_nothing_is_taken(page: OpenPage, cara: Invitation, rita: User) -> None:
    assert code_of(page(cara).send()) == (403, "consent_required")
    text_version = proctoring_of(cara).text.version
    record_consent(invitation=cara, decision=Decision.GIVEN, text_version=text_version)
    assert page(cara).send().status_code == 202
    record_consent(invitation=cara, decision=Decision.DECLINED, text_version=text_version)
    assert code_of(page(cara).send()) == (403, "consent_required")
    record_consent(invitation=cara, decision=Decision.GIVEN, text_version=text_version)
    grant_exemption(invitation=cara, actor=rita)
    assert code_of(page(cara).send()) == (403, "consent_required"), "somebody exempted is not watched either"
    assert Snapshot.objects.count() == 1


def test_an_agreement_taken_back_during_the_upload_counts(
    willing: Invitation, monkeypatch: pytest.MonkeyPatch, page: OpenPage
) -> None:
    def put_while_declining(name: str, content: bytes) -> None:
        put(name, content)
        record_consent(
            invitation=willing,
            decision=Decision.DECLINED,
            text_version=proctoring_of(willing).text.version,
        )

    put = storage.put
    monkeypatch.setattr(storage, "put", put_while_declining)
    assert code_of(page(willing).send()) == (403, "consent_required")
    assert kept() == (0, NOTHING)


def test_where_the_stage_has_none_nothing_is_taken(
    page: OpenPage, willing: Invitation, stage_proctored: Any
) -> None:
    stage_proctored.dsa_config |= {"proctoringEnabled": False}
    stage_proctored.save()
    assert code_of(page(willing).send()) == (404, "proctoring_off")


def test_after_the_end_only_what_is_late_is_taken(
    page: OpenPage, willing: Invitation, interview: Interview
) -> None:
    complete_interview(interview_id=interview.pk)
    assert page(willing).send().status_code == 202, "kept while the network was gone"
    Interview.objects.update(started_at=timezone.now() - 2 * LATE_FOR, ended_at=timezone.now() - LATE_FOR)
    assert code_of(page(willing).send()) == (410, "not_active")


def test_a_finished_session_ends_them_while_its_interview_goes_on(
    page: OpenPage, willing: Invitation
) -> None:
    """Others of the same interview may still be at work."""
    now = timezone.now()
    session = DsaSession.objects.create(
        invitation=willing,
        state=SessionState.FINISHED,
        started_at=now - 2 * LATE_FOR,
        deadline=now - LATE_FOR,
        finished_at=now,
        finish_reason=FinishReason.CANDIDATE,
    )
    assert page(willing).send().status_code == 202, "kept while the network was gone"
    DsaSession.objects.filter(pk=session.pk).update(finished_at=now - LATE_FOR)
    assert code_of(page(willing).send()) == (410, "not_active")


def finished_session(invitation: Invitation, *, ago: timedelta) -> DsaSession:
    """A session of an hour that ended so long ago."""
    ended = timezone.now() - ago
    return DsaSession.objects.create(
        invitation=invitation,
        state=SessionState.FINISHED,
        started_at=ended - timedelta(hours=1),
        deadline=ended,
        finished_at=ended,
        finish_reason=FinishReason.DEADLINE,
    )


def test_a_picture_from_after_the_end_is_not_taken(page: OpenPage, willing: Invitation) -> None:
    session = finished_session(willing, ago=timedelta(minutes=10))
    assert session.finished_at is not None
    for after, expected in ((timedelta(0), 202), (CLOCK_TOLERANCE + timedelta(seconds=1), 410)):
        answer = page(willing).send(capturedAt=(session.finished_at + after).isoformat())
        assert answer.status_code == expected
    happened = [session.finished_at - timedelta(seconds=30), timezone.now()]
    answer = page(willing).post(
        "incidents",
        {
            "incidents": [
                {"clientId": str(uuid4()), "kind": "window_blur", "occurredAt": moment.isoformat()}
                for moment in happened
            ]
        },
    )
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1})
    assert Incident.objects.get(kind=IncidentKind.WINDOW_BLUR).occurred_at == happened[0]


def test_a_session_that_ends_during_the_upload_counts(
    page: OpenPage, willing: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_while_ending(name: str, content: bytes) -> None:
        put(name, content)
        finished_session(willing, ago=timedelta(minutes=1))

    put = storage.put
    monkeypatch.setattr(storage, "put", put_while_ending)
    assert code_of(page(willing).send(capturedAt=timezone.now().isoformat())) == (410, "not_active")
    assert kept() == (0, NOTHING)


def test_times_of_a_wrong_clock_are_bounded_by_the_sessions(page: OpenPage, willing: Invitation) -> None:
    session = DsaSession.objects.create(
        invitation=willing,
        state=SessionState.ACTIVE,
        started_at=timezone.now() - timedelta(minutes=10),
        deadline=timezone.now() + timedelta(minutes=10),
    )
    before = timezone.now()
    for number, moment in enumerate((before - timedelta(days=1), before + timedelta(days=1))):
        page(willing).send(capturedAt=moment.isoformat(), sequence=str(number))
    early, late = Snapshot.objects.order_by("sequence").values_list("captured_at", flat=True)
    assert early == session.started_at
    assert before <= late <= timezone.now()


def test_a_session_that_waits_takes_nothing(page: OpenPage, willing: Invitation) -> None:
    """Its interview may run already: others of it have started."""
    DsaSession.objects.create(invitation=willing)
    assert code_of(page(willing).send()) == (410, "not_active")
    assert kept() == (0, NOTHING)


def test_before_the_start_and_after_a_cancellation_nothing_is_taken(
    page: OpenPage, willing: Invitation, interview: Interview
) -> None:
    Interview.objects.update(state="scheduled", started_at=None)
    assert code_of(page(willing).send()) == (410, "not_active")
    cancel_interview(interview_id=interview.pk, actor=SYSTEM)
    assert code_of(page(willing).send()) == (410, "not_active")


def test_a_link_that_expires_during_the_session_still_uploads(page: OpenPage, willing: Invitation) -> None:
    Invitation.objects.update(expires_at=timezone.now())
    assert page(willing).send().status_code == 202
    Interview.objects.update(state="scheduled", started_at=None)
    assert code_of(page(willing).send()) == (410, "invitation_expired")


# How much -------------------------------------------------------------------------------------------------------------


def test_a_flood_is_held_back_and_only_for_whom_it_comes_from(
    page: OpenPage, willing: Invitation, nils: Invitation, settings: Settings
) -> None:
    settings.PROCTORING_UPLOADS_PER_MINUTE = 3
    answers = [page(willing).send(SVG) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [415, 415, 415, 429], "refused ones count as well"
    assert code_of(answers[-1]) == (429, "rate_limited")
    assert int(answers[-1]["Retry-After"]) > 0
    assert page(nils).send().status_code == 202
    assert kept()[0] == 1


def test_without_redis_nobody_is_held_up(page: OpenPage, willing: Invitation, settings: Settings) -> None:
    settings.REDIS_URLS = ["unix:///nobody/listens/here"]
    assert page(willing).send().status_code == 202


def test_there_is_an_end_to_what_one_session_may_store(
    page: OpenPage, willing: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_services, "MAX_PER_CANDIDATE", 1)
    assert page(willing).send().status_code == 202
    assert code_of(page(willing).send()) == (429, "too_many")
    assert kept()[0] == 1


# What becomes of it ---------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A few kilobytes that unfold to many more pixels than are taken."""
    target = io.BytesIO()
    Image.new("1", (5000, MAX_PIXELS // 5000 + 1)).save(target, "PNG")
    assert len(target.getvalue()) < 10_000
    return target.getvalue()


def huge_bomb() -> bytes:
    """One that Pillow refuses by itself: a header of 60000 x 60000 with almost no data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = (60_000).to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (picture(size=(640, 480))[:-100], RejectCode.TRUNCATED),
        (picture(size=(640, 480), form="PNG")[:-200], RejectCode.TRUNCATED),
        (b"\xff\xd8\xff" + b"not a jpeg" * 20, RejectCode.UNDECODABLE),
        (b"\x89PNG\r\n\x1a\n" + SVG, RejectCode.UNDECODABLE),
        (bomb(), RejectCode.TOO_MANY_PIXELS),
        (huge_bomb(), RejectCode.TOO_MANY_PIXELS),
    ],
    ids=["truncated jpeg", "truncated png", "jpeg magic alone", "svg behind png magic", "bomb", "huge bomb"],
)
def test_what_cannot_be_decoded_is_rejected_and_deleted(
    willing: Invitation, content: bytes, code: RejectCode
) -> None:
    snapshot = stored(willing, content=content)
    assert (snapshot.state, snapshot.reject_code) == (SnapshotState.REJECTED, code)
    assert snapshot.raw_gone_at is not None
    assert files() == NOTHING
    incident = Incident.objects.get()
    assert (incident.kind, incident.details) == (IncidentKind.SNAPSHOT_REJECTED, {"rejectCode": code})


def test_of_a_polyglot_only_the_picture_remains(willing: Invitation) -> None:
    """A JPEG that is a zip as well, with a script in its metadata and a page behind its end."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("evil.html", "<script>evil()</script>")
    exif = Image.Exif()
    exif[0x010E] = "<script>evil()</script>"
    exif[0x0110] = "Camera 7 of Cara"
    content = picture(exif=exif.tobytes(), comment=b"<?php evil() ?>") + archive.getvalue()
    assert zipfile.is_zipfile(io.BytesIO(content)), "it is one"
    snapshot = stored(willing, content=content)
    for folder in (Folder.PICTURE, Folder.THUMBNAIL):
        kept_bytes = storage.read(name_of(folder, snapshot.pk))
        assert b"evil" not in kept_bytes
        assert b"Cara" not in kept_bytes
        assert kept_bytes.endswith(b"\xff\xd9")
        with Image.open(io.BytesIO(kept_bytes)) as image:
            assert (image.format, dict(image.getexif())) == ("JPEG", {})
    assert files()["raw"] == []


def test_text_in_a_png_is_gone(willing: Invitation) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "evil")
    snapshot = stored(willing, content=picture(form="PNG", pnginfo=info))
    assert b"evil" not in storage.read(name_of(Folder.PICTURE, snapshot.pk))
    assert snapshot.state == SnapshotState.STORED


def test_a_large_picture_is_made_smaller_and_upright(willing: Invitation) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    snapshot = stored(willing, content=picture(size=(2560, 1440), exif=exif.tobytes()))
    assert (snapshot.width, snapshot.height) == (720, 1280)
    content = storage.read(name_of(Folder.PICTURE, snapshot.pk))
    assert snapshot.bytes == len(content)
    with Image.open(io.BytesIO(storage.read(name_of(Folder.THUMBNAIL, snapshot.pk)))) as thumbnail:
        assert max(thumbnail.size) == 240


def test_a_rejected_picture_comes_again_as_the_same(page: OpenPage, willing: Invitation) -> None:
    """The page is told once more that it was received, and nothing is kept of it again."""
    client_id = uuid4()
    content = b"\xff\xd8\xff" + bytes(100)
    snapshot_services.process(received(willing, content=content, client_id=client_id).pk)
    assert page(willing).send(content, clientId=str(client_id)).status_code == 202
    assert kept() == (1, NOTHING)
