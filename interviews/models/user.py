"""People with an account: recruiters and interviewers. Candidates have none."""

from django.contrib.auth.models import AbstractUser

RECRUITERS = "Recruiters"
INTERVIEWERS = "Interviewers"


class User(AbstractUser):
    """A custom model from the first migration on, because Django cannot swap it in later."""

    @property
    def display_name(self) -> str:
        """What other people in a room read on this person's tile."""
        return self.get_full_name() or self.get_username()
