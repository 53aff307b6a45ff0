"""People with an account: recruiters and interviewers. Candidates have none."""

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

RECRUITERS = "Recruiters"
INTERVIEWERS = "Interviewers"


class UserQuerySet(models.QuerySet["User"]):
    """The ways in which the rest of the code speaks of accounts."""

    def interviewers(self) -> Self:
        """Those who may be put on an interview."""
        return self.filter(is_active=True, groups__name=INTERVIEWERS)


class PeopleManager(UserManager["User"]):
    """Django's manager of accounts with our vocabulary."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def interviewers(self) -> UserQuerySet:
        return self.get_queryset().interviewers()


class User(AbstractUser):
    """A custom model from the first migration on, because Django cannot swap it in later."""

    # See `interviews.visibility`. Nothing to somebody who may do nothing in the admin.
    only_own_positions = models.BooleanField(
        "sees only own positions",
        default=False,
        help_text="The candidates, interviews and results of the positions that this person is on, and no others.",
    )

    objects: ClassVar[PeopleManager] = PeopleManager()

    def __str__(self) -> str:
        name = self.get_full_name()
        return f"{name} ({self.username})" if name else self.username

    @property
    def display_name(self) -> str:
        """What other people in a room read on this person's tile."""
        return self.get_full_name() or self.get_username()
