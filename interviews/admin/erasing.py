"""The page that erases a person, after it has said what goes."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.models import Candidate, User
from interviews.models.candidate import normalised_address
from interviews.services.erasure import erase_candidate, preview
from interviews.visibility import visible_interviews

URL_NAME: Final = "interviews_candidate_erase"


class ErasureForm(forms.Form):
    """The address typed once more: nobody erases a person by a slip of the mouse."""

    email = forms.CharField(label="Type the person's address to confirm", max_length=254)

    def __init__(self, candidate: Candidate, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.candidate = candidate

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if normalised_address(email) != self.candidate.normalised_email:
            raise ValidationError("This is not their address.", code="other")
        return email


def page(request: HttpRequest, site: AdminSite, candidate: Candidate, actor: User) -> HttpResponse:
    about = preview(candidate)
    told = (
        f"Everything that is held about {candidate.name} is deleted: the record with its tags, "
        f"{_count(about.applications, 'application')} with every decision, and {_count(about.interviews, 'interview')} "
        "with code, messages, pictures and timeline."
    )
    if about.shared:
        told += (
            f" In {_count(about.shared, 'interview')} that others were invited to as well, name and address are "
            "blanked, the link is revoked, and the coding session with its scores and the pictures are deleted; what "
            "was said and drawn in the room stays, without the name."
        )

    if about.continued:
        told += (
            f" {_count(about.continued, 'room')} that went on from there, to which nobody else was invited, "
            f"{'goes' if about.continued == 1 else 'go'} as well."
        )
    if about.kept:
        told += (
            f" Code or a board of theirs stays in {_count(len(about.kept), 'room')} that went on from there, because "
            f"others were invited: {_named(about.kept, actor)}. Delete what must not stay."
        )

    def erase() -> bool:
        erase_candidate(candidate=candidate, actor=actor)
        return True

    return confirm(
        request,
        site,
        candidate,
        ConfirmedAction(
            title=f"Erase {candidate.name}?",
            consequence=f"{told} This cannot be undone. Files of pictures follow within minutes.",
            button="Erase the person",
            done="The person is erased.",
            stale_message="",
            action=erase,
            form=ErasureForm(candidate, request.POST or None),
            back=reverse("admin:interviews_candidate_changelist")
            if request.method == "POST"
            else reverse("admin:interviews_candidate_change", args=[candidate.pk]),
            is_dangerous=True,
        ),
    )


def _named(rooms: Collection[UUID], viewer: User) -> str:
    """Their titles, and how many there are that the viewer does not see."""
    titles = list(
        visible_interviews(viewer).filter(pk__in=rooms).order_by("created_at").values_list("title", flat=True)
    )
    hidden = len(rooms) - len(titles)
    names = [f"“{title}”" for title in titles] + ([f"{hidden} of other positions"] if hidden else [])
    return ", ".join(names)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
