"""The page that merges two records of one person, after it has said what will move."""

from collections.abc import Iterable
from typing import Final

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from interviews import people
from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.models import Candidate, User
from interviews.services.merging import merge_candidates, preview
from interviews.visibility import sees_all_of, visible_candidates

URL_NAME: Final = "interviews_candidate_merge"
URL: Final = f"admin:{URL_NAME}"


class DuplicateForm(forms.Form):
    """Whom a person is merged with, by address."""

    email = forms.EmailField(label="Address of the other record")

    def __init__(self, kept: Candidate, seen: QuerySet[Candidate], data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.kept = kept
        self.seen = seen

    def clean_email(self) -> Candidate:
        other = Candidate.objects.with_address(self.cleaned_data["email"])
        if other is not None and not self.seen.filter(pk=other.pk).exists():
            other = None
        if other is None:
            raise ValidationError("Nobody has this address.", code="unknown")
        if other.pk == self.kept.pk:
            raise ValidationError("This is the same person already.", code="same")
        return other


def page(request: HttpRequest, site: AdminSite, kept: Candidate, actor: User) -> HttpResponse:
    """Choose the other record, then confirm. `?duplicate=` names it by its id."""
    named = request.GET.get("duplicate", "")
    seen = visible_candidates(actor).filter(merged_into=None)
    duplicate = (
        seen.filter(pk=int(named)).exclude(pk=kept.pk).first()
        if named.isascii() and named.isdigit() and len(named) < 19
        else None
    )
    if duplicate is not None and not sees_all_of(actor, duplicate):
        raise PermissionDenied
    if duplicate is None:
        return _choose(request, site, kept, seen)
    return confirm(
        request,
        site,
        kept,
        ConfirmedAction(
            title=f"Merge {duplicate.name} ({duplicate.email}) into {kept.name} ({kept.email})?",
            consequence=consequence(kept, duplicate),
            button="Merge the two",
            done=f"{duplicate.email} is now part of {kept.name}.",
            stale_message="",
            action=lambda: _merge(kept, duplicate, actor),
            is_dangerous=True,
        ),
    )


def _merge(kept: Candidate, duplicate: Candidate, actor: User) -> bool:
    merge_candidates(kept=kept, duplicate=duplicate, actor=actor)
    return True


def consequence(kept: Candidate, duplicate: Candidate) -> str:
    """What will happen, in sentences."""
    moved = preview(kept, duplicate)
    number = "1 invitation" if moved.invitations == 1 else f"{moved.invitations} invitations"
    parts = [f"{kept.name} keeps name and address. To them move: {number} with all results"]
    if moved.applications:
        parts.append(f"the application for {_listed([str(each.position) for each in moved.applications])}")
    if moved.tags:
        parts.append(f"the tags {_listed(moved.tags)}")
    told = ", ".join(parts) + "."
    if moved.joined:
        titles = _listed([str(each.position) for each in moved.joined])
        told += (
            f" Both applied for {titles}: the two applications become one, with the decisions of both in the order of "
            "their times; the newest counts."
        )
    return (
        f"{told} Links that were sent keep working, and whoever is invited by {duplicate.email} later is {kept.name}. "
        "Nothing is deleted. This cannot be undone."
    )


def _listed(words: Iterable[str]) -> str:
    return " and ".join(words)


def _choose(
    request: HttpRequest, site: AdminSite, kept: Candidate, seen: QuerySet[Candidate]
) -> HttpResponse:
    form = DuplicateForm(kept, seen, request.GET if "email" in request.GET else None)
    if form.is_valid():
        return redirect(f"{reverse(URL, args=[kept.pk])}?duplicate={form.cleaned_data['email'].pk}")
    return TemplateResponse(
        request,
        "admin/interviews/candidate/merge.html",
        {
            **site.each_context(request),
            "title": f"Merge another record into {kept.name}",
            "kept": kept,
            "form": form,
            "possible_duplicates": list(people.possible_duplicates_of(kept, seen)[:20]),
            "opts": Candidate._meta,
        },
    )
