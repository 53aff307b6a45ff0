"""What interviewers enter on the room's page."""

from django import forms

from interviews.access.accounts import may_join_as_colleague
from interviews.choices import Role
from interviews.models import User


class ColleagueForm(forms.Form):
    """Whom to invite, and as what."""

    account = forms.ModelChoiceField[User](queryset=User.objects.none())
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in (Role.INTERVIEWER, Role.OBSERVER)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        account = self.fields["account"]
        assert isinstance(account, forms.ModelChoiceField)
        account.queryset = may_join_as_colleague()
