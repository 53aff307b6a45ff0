"""Questions with their hints and guides: an interview's own, and a stage's bank."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property

from interviews.admin.requests import acting_user, is_open
from interviews.models import Interview, InterviewQuestion, User
from interviews.models.question import MAX_STARTER_CODE_LENGTH, InterviewQuestionQuerySet
from interviews.services.questions import add_question, change_question, remove_question


class QuestionForm(forms.ModelForm[InterviewQuestion]):
    """A question and what only the interviewer reads with it."""

    position = forms.IntegerField(
        label="Order",
        required=False,
        min_value=0,
        max_value=32_767,
        help_text="Lower numbers come first; left empty, it goes to the end.",
    )
    # Its first line may be indented.
    starter_code = forms.CharField(
        required=False,
        max_length=MAX_STARTER_CODE_LENGTH,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="The interviewer puts it into the shared code, when they want to.",
    )
    owner = forms.ModelChoiceField(User.objects.none(), required=False, help_text="Whose question it is.")

    class Meta:
        model = InterviewQuestion
        fields = [
            "position",
            "owner",
            "text",
            "interviewer_hints",
            "expected_answer_guide",
            "language",
            "starter_code",
            "difficulty",
            "minutes",
            "tags",
        ]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "interviewer_hints": forms.Textarea(attrs={"rows": 2}),
            "expected_answer_guide": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "text": "Markdown. Candidates see exactly this when it is pushed.",
            "interviewer_hints": "Candidates never see it.",
            "expected_answer_guide": "Candidates never see it.",
        }

    def __init__(self, *args: Any, formset: "QuestionFormSet", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formset = formset
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = formset.possible_owners
        # The list is read once for the page, not once for each question.
        owner.choices = formset.owner_choices
        if self.instance._state.adding:
            self.initial.pop("position", None)

    def clean_position(self) -> int:
        position: int | None = self.cleaned_data["position"]
        return self.formset.take_next_position() if position is None else position

    def clean_owner(self) -> User:
        return self.cleaned_data["owner"] or self.formset.acting_user


class QuestionFormSet(BaseInlineFormSet[InterviewQuestion, Any, QuestionForm]):
    """What the questions of a page share."""

    acting_user: User

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "formset": self}

    def _stored_questions(self) -> InterviewQuestionQuerySet:
        questions = InterviewQuestion.objects.all()
        if self.instance._state.adding:
            return questions.none()
        return questions.filter(**{self.fk.name: self.instance})

    @cached_property
    def possible_owners(self) -> QuerySet[User]:
        """Interviewers, the acting recruiter, and whoever owns one of these questions already."""
        return User.objects.filter(
            Q(pk__in=User.objects.interviewers())
            | Q(pk=self.acting_user.pk)
            | Q(pk__in=self._stored_questions().values("owner"))
        ).order_by("first_name", "last_name", "username")

    @cached_property
    def owner_choices(self) -> list[tuple[Any, str]]:
        return [("", "Me"), *((person.pk, person.display_name) for person in self.possible_owners)]

    @cached_property
    def _last_position(self) -> list[int]:
        return [self._stored_questions().next_position() - 1]

    def take_next_position(self) -> int:
        """The end of the list, each time one further on."""
        self._last_position[0] += 1
        return self._last_position[0]


class QuestionInline(admin.StackedInline[InterviewQuestion, Any]):
    """Common to an interview's questions and a stage's bank."""

    model = InterviewQuestion
    form = QuestionForm
    formset = QuestionFormSet  # type: ignore[assignment]  # its form is one of the kind that the stubs expect
    fields = [
        ("position", "owner"),
        "text",
        "interviewer_hints",
        "expected_answer_guide",
        "language",
        "starter_code",
        ("difficulty", "minutes"),
        "tags",
    ]
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # Django makes a formset class for each request, so that this one may know who asks.
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.acting_user = acting_user(request)
        return formset


class InterviewQuestionInline(QuestionInline):
    """The questions of one interview. They start as copies of the stage's bank."""

    fk_name = "interview"
    classes = ["collapse"]

    def has_add_permission(self, request: HttpRequest, obj: Interview | None = None) -> bool:
        return super().has_add_permission(request, obj) and is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and is_open(obj)


class BankInline(QuestionInline):
    """What new interviews of this stage start with. Interviews that exist keep the copies that they have."""

    fk_name = "stage"
    verbose_name = "question of the bank"
    verbose_name_plural = "question bank"


def save_questions(formset: BaseInlineFormSet[Any, Any, Any], *, actor: User) -> None:
    """Hand what a page's form set holds to the services."""
    formset.save(commit=False)
    for question in formset.new_objects:
        add_question(question=question, actor=actor)
    for question, fields in formset.changed_objects:
        change_question(question=question, fields=fields, actor=actor)
    for question in formset.deleted_objects:
        remove_question(question=question, actor=actor)
