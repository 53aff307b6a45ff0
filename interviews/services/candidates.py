"""Write candidates: find or make one by address, correct, tag."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models.functions import Lower

from interviews.errors import PeopleCode, people_refused
from interviews.models import Candidate, Tag
from interviews.models.candidate import MAX_NAME_LENGTH, MAX_TAG_LENGTH, normalised_address


@transaction.atomic
def candidate_for(*, name: str, email: str) -> Candidate:
    """The person who has this address; a new one where nobody has. A known person keeps their name."""
    made, _ = Candidate.objects.select_related("merged_into").get_or_create(
        normalised_email=normalised_address(email),
        defaults={"name": name[:MAX_NAME_LENGTH], "email": email.strip()},
    )
    return made.merged_into or made


@transaction.atomic
def change_candidate(
    *, candidate: Candidate, fields: Collection[str], tags: Iterable[str] | None = None
) -> None:
    """Store a corrected name or address, and exactly these tags where they are given.

    Links that were sent keep the address that they were made with. Raises Refused with `address_taken`.
    """
    if unknown := set(fields) - {"name", "email"}:
        raise ValueError(f"These fields of a candidate are not changed: {sorted(unknown)}")
    if "email" in fields:
        other = Candidate.objects.filter(normalised_email=normalised_address(candidate.email))
        if other.exclude(pk=candidate.pk).exists():
            raise people_refused(PeopleCode.ADDRESS_TAKEN)
    if fields:
        candidate.save(update_fields=[*fields, *(["normalised_email"] if "email" in fields else [])])
    if tags is not None:
        candidate.tags.set(tags_named(tags))


def lock_candidates(people: Iterable[int]) -> list[Candidate]:
    """Let whoever else locks one of these people wait until this transaction ends.

    Against deadlocks, accounts are locked first, then candidates, then interviews, each in the order of their keys; and
    rows that name one of them, such as invitations, are stored meanwhile.
    """
    locked = Candidate.objects.select_for_update(no_key=True)
    return list(locked.filter(pk__in=set(people)).order_by("pk"))


def add_tags(*, candidates: Iterable[Candidate], tags: Iterable[str]) -> None:
    """Put these tags on each of these people, beside those that they have."""
    made = tags_named(tags)
    if not made:
        return
    through = Candidate.tags.through
    through.objects.bulk_create(
        (through(candidate_id=candidate.pk, tag_id=tag.pk) for candidate in candidates for tag in made),
        ignore_conflicts=True,
    )


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names; upper case and lower case are alike, and the first spelling stays."""
    wanted = {
        name.strip()[:MAX_TAG_LENGTH].lower(): name.strip()[:MAX_TAG_LENGTH] for name in names if name.strip()
    }
    if not wanted:
        return []
    known = Tag.objects.annotate(lowered=Lower("name")).filter(lowered__in=wanted)
    found = {tag.name.lower() for tag in known}
    Tag.objects.bulk_create(
        (Tag(name=name) for lowered, name in wanted.items() if lowered not in found), ignore_conflicts=True
    )
    return list(Tag.objects.annotate(lowered=Lower("name")).filter(lowered__in=wanted))
