"""A candidate's link: who made it, how long it works, and that nothing else does."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import override_settings
from django.utils import timezone

from interviews.access.codes import AccessCode
from interviews.access.invitations import invitation_for_token
from interviews.access.rooms import (
    interview_still_open_to,
    participant_for_interviewer,
    participant_for_invitation,
    room_refusal,
)
from interviews.choices import EventKind, InvitationStatus, Role
from interviews.models import Interview, Invitation, User
from interviews.models.invitation import token_signer
from interviews.services.interviews import start_interview
from interviews.services.invitations import reissue_invitation, revoke_invitation
from interviews.timeline import SYSTEM
from talentsync.lib.errors import Refused


def refusal(token: str) -> str:
    """The code that a token is refused with."""
    with pytest.raises(Refused) as refused:
        invitation_for_token(token)
    return refused.value.code


def set_expiry(invitation: Invitation, *, seconds: int) -> None:
    expires_at = timezone.now() + timedelta(seconds=seconds)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=expires_at)


def test_a_link_opens_its_own_interview(cara: Invitation) -> None:
    participant = participant_for_invitation(invitation_for_token(cara.token))
    assert participant.interview_id == cara.interview_id
    assert participant.key == f"invitation:{cara.pk}"


def test_the_token_is_fit_for_a_path(cara: Invitation) -> None:
    assert set(cara.token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_every_changed_character_of_a_token_is_noticed(cara: Invitation) -> None:
    token = cara.token
    for place, letter in enumerate(token):
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        # The last character of unpadded base64 holds spare bits, which our comparison of text counts too.
        assert refusal(changed) == AccessCode.INVITATION_INVALID, place


@pytest.mark.parametrize("token", ["", ".", "x", "a.b", "a.b.c", "\x00", "é.ü", "x" * 5000, "../admin"])
def test_what_is_no_token_is_invalid(cara: Invitation, token: str) -> None:
    assert refusal(token) == AccessCode.INVITATION_INVALID


@pytest.mark.parametrize(
    "forger",
    [
        Signer(sep=".", salt="interviews.Invitation", key="a key of somebody else, long enough to be one"),
        Signer(sep=".", salt="another.purpose"),
        Signer(sep="."),
    ],
)
def test_another_signer_makes_no_link(cara: Invitation, forger: Signer) -> None:
    assert refusal(forger.sign(cara.key)) == AccessCode.INVITATION_INVALID


def test_a_signed_key_that_nobody_has_is_invalid(cara: Invitation) -> None:
    assert refusal(token_signer().sign("nobodys-key")) == AccessCode.INVITATION_INVALID


def test_links_outlive_a_rotated_secret(cara: Invitation) -> None:
    from django.conf import settings

    token, old = cara.token, settings.SECRET_KEY
    fresh = "the new secret of this installation, long enough"
    with override_settings(SECRET_KEY=fresh, SECRET_KEY_FALLBACKS=[old]):
        assert invitation_for_token(token) == cara
    with override_settings(SECRET_KEY=fresh, SECRET_KEY_FALLBACKS=[]):
        assert refusal(token) == AccessCode.INVITATION_INVALID


def test_an_expired_link_says_so(cara: Invitation) -> None:
    set_expiry(cara, seconds=-1)
    assert refusal(cara.token) == AccessCode.INVITATION_EXPIRED
    cara.refresh_from_db()
    assert cara.status == InvitationStatus.EXPIRED


def test_a_revoked_link_says_so_even_when_it_has_expired_too(cara: Invitation, rita: User) -> None:
    assert revoke_invitation(invitation=cara, actor=rita)
    set_expiry(cara, seconds=-1)
    assert refusal(cara.token) == AccessCode.INVITATION_REVOKED
    cara.refresh_from_db()
    assert cara.status == InvitationStatus.REVOKED


def test_revoking_twice_is_told_once(cara: Invitation, rita: User) -> None:
    assert revoke_invitation(invitation=cara, actor=rita)
    assert not revoke_invitation(invitation=cara, actor=rita)
    assert cara.interview.timeline.filter(kind=EventKind.INVITATION_REVOKED).count() == 1


@pytest.mark.parametrize("before", ["valid", "expired", "revoked"])
def test_reissuing_gives_a_link_that_works_and_ends_the_old_one(
    cara: Invitation, rita: User, before: str
) -> None:
    if before == "revoked":
        revoke_invitation(invitation=cara, actor=rita)
    if before == "expired":
        set_expiry(cara, seconds=-1)
    old = cara.token
    reissued = reissue_invitation(invitation=cara, actor=rita)
    assert refusal(old) == AccessCode.INVITATION_INVALID
    assert invitation_for_token(reissued.token) == cara
    event = cara.interview.timeline.latest("sequence")
    assert (event.kind, event.actor_user) == (EventKind.INVITATION_REISSUED, rita)
    assert event.payload == {"invitationId": cara.pk, "role": "candidate"}


def test_a_new_link_lasts_until_after_a_late_interview(cara: Invitation, rita: User) -> None:
    Interview.objects.update(scheduled_start=timezone.now() + timedelta(days=200))
    reissued = reissue_invitation(
        invitation=Invitation.objects.select_related("interview").get(pk=cara.pk), actor=rita
    )
    assert reissued.expires_at > reissued.interview.scheduled_end


def test_the_timeline_never_holds_a_way_in(cara: Invitation, rita: User) -> None:
    keys = {cara.key}
    revoke_invitation(invitation=cara, actor=rita)
    keys.add(reissue_invitation(invitation=cara, actor=rita).key)
    told = str([event.payload for event in cara.interview.timeline.all()])
    assert not [key for key in keys if key in told]


def test_somebody_already_inside_is_asked_again(cara: Invitation, rita: User) -> None:
    """`interview_still_open_to` reads the records afresh, as the safety net below `receivers`."""
    participant = participant_for_invitation(cara)
    assert interview_still_open_to(participant) == cara.interview
    revoke_invitation(invitation=cara, actor=rita)
    with pytest.raises(Refused) as refused:
        interview_still_open_to(participant)
    assert refused.value.code == AccessCode.INVITATION_REVOKED


def test_an_interviewer_already_inside_is_asked_again(interview: Interview, ivan: User) -> None:
    participant = participant_for_interviewer(ivan, interview.pk)
    assert interview_still_open_to(participant) == interview
    User.objects.filter(pk=ivan.pk).update(is_active=False)
    with pytest.raises(Refused) as refused:
        interview_still_open_to(participant)
    assert refused.value.code == AccessCode.FORBIDDEN


def test_a_candidate_who_is_early_waits(interview: Interview, cara: Invitation) -> None:
    assert room_refusal(interview, Role(cara.role)) == AccessCode.WAITING_FOR_INTERVIEWER
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    interview.refresh_from_db()
    assert room_refusal(interview, Role(cara.role)) is None
