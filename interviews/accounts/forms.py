"""The forms of the pages about accounts."""

from typing import Any

from django.contrib.auth.forms import BaseUserCreationForm

from interviews.models import ColleagueInvitation, User


class AcceptForm(BaseUserCreationForm[User]):
    """What somebody who was invited says of themselves. The rules of passwords see the address as well."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "username"]
        labels = {"username": "Name to sign in with"}

    def __init__(self, invitation: ColleagueInvitation, data: Any = None) -> None:
        super().__init__(data)
        self.instance.email = invitation.email
        self.fields["first_name"].required = True
        for name, autocomplete in (("first_name", "given-name"), ("last_name", "family-name")):
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
        self.fields["username"].initial = invitation.email.partition("@")[0]
        self.fields["password1"].help_text = "At least ten characters, and none of the usual ones."
        self.fields["password2"].help_text = ""
