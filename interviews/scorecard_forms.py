"""The form of a scorecard: a mark and a comment for each criterion, a recommendation and a summary."""

from typing import Any

from django import forms

from interviews.choices import Mark, Recommendation
from interviews.models import Scorecard
from interviews.models.feedback import MAX_SUMMARY_LENGTH
from interviews.services.scorecards import Criterion, Rating

MAX_COMMENT_LENGTH = 2_000
NOT_ASSESSED = ("", "Not assessed")


class ScorecardForm(forms.Form):
    """Validates only: `interviews.services.scorecards` writes."""

    recommendation = forms.TypedChoiceField(
        choices=Recommendation.choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    summary = forms.CharField(
        required=False,
        max_length=MAX_SUMMARY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What decides it, for those who were not there.",
    )

    def __init__(self, data: Any = None, *, criteria: list[Criterion], scorecard: Scorecard | None) -> None:
        super().__init__(data, initial=_initial(criteria, scorecard))
        self.criteria = criteria
        for number, criterion in enumerate(criteria):
            self.fields[f"mark-{number}"] = forms.TypedChoiceField(
                label=criterion.name,
                choices=[NOT_ASSESSED, *((mark, _words(mark, criterion)) for mark in Mark.values)],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"comment-{number}"] = forms.CharField(
                label=f"Comment on {criterion.name}",
                required=False,
                max_length=MAX_COMMENT_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2, "placeholder": "Comment"}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """The two controls of each criterion, for the template."""
        return [
            {"name": criterion.name, "mark": self[f"mark-{number}"], "comment": self[f"comment-{number}"]}
            for number, criterion in enumerate(self.criteria)
        ]

    def ratings(self) -> list[Rating]:
        return [
            Rating(self.cleaned_data[f"mark-{number}"], self.cleaned_data[f"comment-{number}"])
            for number in range(len(self.criteria))
        ]


def _words(mark: int, criterion: Criterion) -> str:
    anchor = criterion.anchor(mark)
    return f"{mark}: {anchor}" if anchor else str(mark)


def _initial(criteria: list[Criterion], scorecard: Scorecard | None) -> dict[str, Any]:
    """By the criteria's names: a draft keeps what it has when a recruiter adds or moves a criterion."""
    if scorecard is None:
        return {}
    stored = {rating["criterion"]: rating for rating in scorecard.ratings}
    initial: dict[str, Any] = {
        "recommendation": scorecard.recommendation,
        "summary": scorecard.summary,
    }
    for number, criterion in enumerate(criteria):
        if rating := stored.get(criterion.name):
            initial[f"mark-{number}"] = rating["mark"] or ""
            initial[f"comment-{number}"] = rating["comment"]
    return initial
