"""The forms of the planning page: who, and a form for each round. They validate; `services.planning` writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from interviews.admin.extras import Usual, add_extras, in_usual_order, is_asked, usual_answers
from interviews.admin.times import MomentField, TimesField
from interviews.availability import appointments_of
from interviews.candidate_list import ListedPerson, UnreadableList, read
from interviews.choices import PositionState, StageMode
from interviews.hooks import invite_fields
from interviews.mail import outbox
from interviews.models import Candidate, Interview, InterviewQuestion, Position, StageTypeConfig, User
from interviews.services.planning import PlannedRound
from interviews.visibility import visible_candidates, visible_interviews, visible_positions

MAX_ROUNDS: Final = 6
AT, OFFERED = "at", "offered"


class CandidateForm(forms.Form):
    """Whom the interviews are with, and what all have in common, of the people and positions that `viewer` sees."""

    candidate = forms.CharField(
        max_length=400,
        help_text="Type a name or an address to find somebody, or a new one: Ada Lovelace <ada@mail.example>.",
        widget=forms.TextInput(
            attrs={"list": "known-candidates", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    time_zone = forms.ChoiceField(
        label="Candidate's time zone",
        required=False,
        help_text="Mails tell them times in it.",
    )
    position = forms.ModelChoiceField(Position.objects.none(), required=False, empty_label="None")
    title = forms.CharField(
        label="What the candidate reads",
        required=False,
        max_length=200,
        help_text="Left empty: the position's title.",
    )
    tell = forms.BooleanField(label="Tell everybody by mail", required=False, initial=True)

    def __init__(self, viewer: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._viewer = viewer
        position = self.fields["position"]
        assert isinstance(position, forms.ModelChoiceField)
        position.queryset = visible_positions(viewer).filter(state=PositionState.OPEN)
        zones = [
            ("", f"Not known: {settings.TIME_ZONE}"),
            *((zone, zone) for zone in sorted(available_timezones())),
        ]
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = zones
        if not outbox.is_on():
            del self.fields["tell"]

    def clean_candidate(self) -> ListedPerson:
        text = self.cleaned_data["candidate"]
        try:
            people = read(text)
        except UnreadableList as error:
            raise ValidationError(str(error), code="unreadable") from error
        if len(people) != 1:
            raise ValidationError("Plan for one person at a time.", code="several")
        person = people[0]
        if person.error:
            raise ValidationError(
                "Nobody with this name was chosen. Type an address too: Ada Lovelace <ada@mail.example>."
                if not person.email
                else person.error,
                code="unreadable",
            )
        known = Candidate.objects.with_address(person.email)
        is_seen = known is not None and visible_candidates(self._viewer).filter(pk=known.pk).exists()
        if known is not None and is_seen and "<" not in text:
            # Only an address was typed: they have a name already.
            return ListedPerson(person.line, known.name, person.email)
        return person

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        position = answers.get("position")
        if not answers.get("title"):
            if position is not None:
                answers["title"] = position.title
            elif "position" not in self.errors:
                self.add_error(
                    "title", ValidationError("Choose a position, or say what this is for.", code="missing")
                )
        return answers


def offered_stages() -> QuerySet[StageTypeConfig]:
    return StageTypeConfig.objects.filter(is_active=True)


def banked_questions() -> QuerySet[InterviewQuestion]:
    """Of every live stage that is offered."""
    questions: QuerySet[InterviewQuestion] = InterviewQuestion.objects.filter(
        stage__mode=StageMode.LIVE, stage__is_active=True
    )
    return questions.select_related("stage", "owner").order_by("stage__name", "stage_id", "position", "pk")


class PeopleField(forms.ModelMultipleChoiceField[User]):
    """Colleagues by the names that others read."""

    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


class QuestionsField(forms.ModelMultipleChoiceField[InterviewQuestion]):
    """The questions of every live stage's bank."""

    def __init__(self) -> None:
        super().__init__(
            banked_questions(),
            label="Questions",
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """What is read once for all rounds of a page: the stages, and what other apps' fields begin with for each."""

    stages: Sequence[StageTypeConfig]
    usual: Usual


def read_offer(viewer: User) -> Offer:
    stages = list(offered_stages())
    return Offer(stages, usual_answers(stages, viewer))


class RoundForm(forms.Form):
    """One interview: the parts of a live one, and those of a coding session. Names the conflicts that `viewer` sees."""

    stage = forms.ModelChoiceField(offered_stages(), empty_label=None)
    duration = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=5,
        max_value=480,
        help_text="Left empty: as long as the stage usually takes.",
    )
    when = forms.ChoiceField(
        label="When",
        choices=[
            (AT, "At a time that you set"),
            (OFFERED, "The candidate chooses among times that you offer"),
        ],
        initial=AT,
        required=False,
        widget=forms.RadioSelect,
    )
    start = MomentField(label="Start", required=False)
    times = TimesField(label="Times to choose among", required=False)
    interviewers = PeopleField(User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    despite = forms.BooleanField(label="Plan it although somebody has something else then", required=False)
    whole_bank = forms.BooleanField(label="All questions of the stage", required=False, initial=True)
    questions = QuestionsField()
    valid_days = forms.IntegerField(
        label="Link works for (days)",
        required=False,
        min_value=1,
        max_value=365,
        initial=settings.INVITATION_VALID_DAYS,
    )

    def __init__(self, viewer: User, offer: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._viewer, self._usual = viewer, offer.usual
        people = self.fields["interviewers"]
        assert isinstance(people, PeopleField)
        people.queryset = _interviewers()
        # The first of them is chosen until somebody chooses another.
        add_extras(self, offer.usual, offer.stages[0].pk if offer.stages else None)
        # By the name of each field of another app: whether a coding session needs it.
        self.wanted_extras: dict[str, bool] = {}
        for extra in invite_fields:
            field = self.fields[extra.name]
            self.wanted_extras[extra.name] = field.required
            # Required of coding sessions only, below.
            field.required = False

    @property
    def extras(self) -> list[forms.BoundField]:
        return [self[extra.name] for extra in invite_fields]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        stage = answers.get("stage")
        if stage is None:
            return answers
        if answers.get("duration") is None:
            answers["duration"] = stage.usual_minutes
        for extra in invite_fields:
            if not is_asked(extra.name, self._usual, stage):
                # The page does not show it then.
                self.errors.pop(extra.name, None)
        if stage.mode == StageMode.DSA:
            self._clean_session(answers)
        else:
            self._clean_live(answers)
        return answers

    def _clean_session(self, answers: dict[str, Any]) -> None:
        for name, is_wanted in self.wanted_extras.items():
            if is_wanted and not answers.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if answers.get("valid_days") is None and "valid_days" not in self.errors:
            answers["valid_days"] = settings.INVITATION_VALID_DAYS

    def _clean_live(self, answers: dict[str, Any]) -> None:
        if answers.get("when") == OFFERED:
            self._clean_offered(answers)
        elif "start" not in self.errors:
            start = answers.get("start")
            if start is None:
                self.add_error("start", ValidationError("Set a time.", code="missing"))
            elif start <= timezone.now():
                self.add_error("start", ValidationError("This time has passed.", code="past"))
            elif not answers.get("despite"):
                for words in self._conflicts(answers, start).values():
                    self.add_error("interviewers", ValidationError(words, code="conflict"))
        if not answers.get("whole_bank") and not answers.get("questions") and "questions" not in self.errors:
            # Meant: an interview without prepared questions.
            answers["questions"] = []

    def _clean_offered(self, answers: dict[str, Any]) -> None:
        times = answers.get("times") or []
        if "times" in self.errors:
            return
        if not times:
            self.add_error("times", ValidationError("Offer at least one time.", code="missing"))
        elif times[0] <= timezone.now():
            self.add_error("times", ValidationError("One of these times has passed.", code="past"))
        elif all(self._conflicts(answers, each) for each in times):
            self.add_error(
                "times", ValidationError("None of these times suits all interviewers.", code="conflict")
            )

    def _conflicts(self, answers: Mapping[str, Any], start: datetime) -> Mapping[int, str]:
        """By the account's id, what each of the chosen interviewers has at that time, in words."""
        people = {person.pk: person for person in answers.get("interviewers") or ()}
        words = appointments_in_words(people, start, answers["duration"], self._viewer)
        return {key: f"{people[key].display_name}: {those}" for key, those in words.items()}

    def planned(self) -> PlannedRound:
        """What a valid form asks for."""
        answers = self.cleaned_data
        stage = answers["stage"]
        names = [extra.name for extra in invite_fields if is_asked(extra.name, self._usual, stage)]
        extras = {name: in_usual_order(name, answers[name], self._usual, stage) for name in names}
        if stage.mode == StageMode.DSA:
            return PlannedRound(
                stage=stage,
                minutes=answers["duration"],
                valid_days=answers["valid_days"],
                extras=extras,
            )
        is_offered = answers.get("when") == OFFERED
        return PlannedRound(
            stage=stage,
            minutes=answers["duration"],
            start=None if is_offered else answers["start"],
            offered=answers["times"] if is_offered else (),
            interviewers=list(answers["interviewers"]),
            is_despite_conflicts=bool(answers.get("despite")),
            questions=None if answers["whole_bank"] else list(answers["questions"]),
            extras=extras,
        )


def overlapping(rounds: list[PlannedRound]) -> tuple[int, int] | None:
    """The numbers of the first two rounds at the same time; nobody can be in two."""
    fixed = [(number, each) for number, each in enumerate(rounds, 1) if each.start is not None]
    for place, (number, each) in enumerate(fixed):
        for other_number, other in fixed[place + 1 :]:
            assert each.start is not None
            assert other.start is not None
            ends = (
                each.start + timedelta(minutes=each.minutes),
                other.start + timedelta(minutes=other.minutes),
            )
            if each.start < ends[1] and other.start < ends[0]:
                return number, other_number
    return None


def appointments_in_words(
    people: Iterable[int], start: datetime, minutes: int, viewer: User
) -> Mapping[int, str]:
    """By the account's id, what these people have at that time: `“Engineer” from 10:00 to 11:00`, in the viewer's zone.

    Of an interview that is hidden from the viewer only the time.
    """
    found = appointments_of(people, start, start + timedelta(minutes=minutes))
    first = {person: those[0] for person, those in found.items()}
    shown = visible_interviews(viewer).filter(pk__in={one.pk for one in first.values()})
    seen = set(shown.values_list("pk", flat=True)) if first else set()
    return {person: _appointment(one, is_seen=one.pk in seen) for person, one in first.items()}


def _appointment(interview: Interview, *, is_seen: bool) -> str:
    begins, ends = timezone.localtime(interview.scheduled_start), timezone.localtime(interview.scheduled_end)
    what = f"“{interview.title}”" if is_seen else "something else"
    return f"{what} from {begins:%H:%M} to {ends:%H:%M}"


def _interviewers() -> QuerySet[User]:
    people: QuerySet[User] = User.objects.interviewers().distinct()
    return people.order_by("first_name", "last_name", "username")
