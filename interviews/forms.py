"""Forms of the pages outside the admin."""

from django import forms

from interviews.choices import StageMode
from interviews.models import InterviewQuestion, StageTypeConfig
from interviews.models.question import MAX_STARTER_CODE_LENGTH

MAX_NOTES_LENGTH = 10_000


class QuestionForm(forms.ModelForm[InterviewQuestion]):
    """One question of an interviewer's own bank. Validates only: `interviews.services.question_bank` writes."""

    stage = forms.ModelChoiceField(
        queryset=StageTypeConfig.objects.none(),
        help_text="New interviews of this stage start with the question.",
    )
    interviewer_hints = forms.CharField(
        label="Hints for you",
        required=False,
        max_length=MAX_NOTES_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What to say when the candidate is stuck. Candidates never see it.",
    )
    expected_answer_guide = forms.CharField(
        label="What a good answer holds",
        required=False,
        max_length=MAX_NOTES_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Candidates never see it.",
    )

    starter_code = forms.CharField(
        required=False,
        max_length=MAX_STARTER_CODE_LENGTH,
        # Its first line may be indented.
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "code-input", "spellcheck": "false"}),
        help_text="You put it into the shared code with a press. Candidates see nothing of it before.",
    )

    class Meta:
        model = InterviewQuestion
        fields = [
            "stage",
            "text",
            "interviewer_hints",
            "expected_answer_guide",
            "language",
            "starter_code",
            "difficulty",
            "minutes",
            "tags",
        ]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "text": "Markdown: lists, `code`, and blocks of code between lines of ```. Line breaks are kept.",
            "language": "What the shared code is set to when you put the starter code into it.",
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it came
        field = self.fields["stage"]
        assert isinstance(field, forms.ModelChoiceField)
        offered = StageTypeConfig.objects.filter(mode=StageMode.LIVE, is_active=True)
        if self.instance.stage_id is not None:
            # A question of a stage that is no longer offered must stay editable.
            offered = offered | StageTypeConfig.objects.filter(pk=self.instance.stage_id)
        field.queryset = offered

    @property
    def has_stages(self) -> bool:
        field = self.fields["stage"]
        assert isinstance(field, forms.ModelChoiceField)
        return field.queryset is not None and field.queryset.exists()
