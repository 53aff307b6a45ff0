"""People who apply, each once, with their tags."""

import unicodedata
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from interviews.models.user import User

MAX_NAME_LENGTH = 80
MAX_TAG_LENGTH = 40


def normalised_address(email: str) -> str:
    """The form by which two spellings of an address are the same person's: upper case and lower case alike."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


class Tag(models.Model):
    """A word that recruiters put on people, to find them by."""

    name = models.CharField(max_length=MAX_TAG_LENGTH)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """The ways in which the rest of the code speaks of candidates."""

    def current(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def with_address(self, email: str) -> "Candidate | None":
        """Who has this address now, also where it was that of a duplicate; None for nobody."""
        found = self.select_related("merged_into").filter(normalised_email=normalised_address(email)).first()
        return None if found is None else found.merged_into or found


class Candidate(models.Model):
    """One person, known by their address. A duplicate that was merged stays as a row that names who it is part of, so
    that its address keeps leading to the same person.
    """

    name = models.CharField(max_length=MAX_NAME_LENGTH)
    email = models.EmailField("e-mail")
    normalised_email = models.CharField(max_length=254, unique=True, editable=False)
    time_zone = models.CharField(
        max_length=64, blank=True, help_text="In which mails tell this person times; empty: the company's."
    )
    tags = models.ManyToManyField(Tag, related_name="candidates", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # CASCADE: erasing a person erases what was merged into them.
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, related_name="duplicates", null=True, blank=True, editable=False
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="candidate_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None)
                | Q(merged_into__isnull=False, merged_at__isnull=False),
                name="candidate_merged_has_time",
            ),
        ]
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def save(self, *args: object, **kwargs: object) -> None:
        self.normalised_email = normalised_address(self.email)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
