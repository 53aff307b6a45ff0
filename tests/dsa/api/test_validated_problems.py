"""Problems that an output validator judges: what candidates get of them, and what they never do."""

import json
from typing import Any

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from dsa.choices import JudgementState
from dsa.errors import SessionCode
from dsa.execution import (
    CompileResult,
    Language,
    Limits,
    PermanentError,
    Program,
    Test,
    TestResult,
    Verdict,
    backend,
    judge,
)
from dsa.models import DsaSession, Judgement, Problem, ValidatorFile
from dsa.problems import services, validation
from dsa.problems.services import ProblemCode
from dsa.sessions.services import assign_problems, get_or_create_session, start_session
from dsa.submissions.queue import MAX_ATTEMPTS
from interviews.models import Interview, StageTypeConfig, User
from talentsync.lib.errors import Refused
from tests.conftest import signed_in
from tests.dsa.api.candidate import Candidate, judge_everything, refusal
from tests.dsa.factories import (
    HIDDEN_INPUT,
    MARKERS,
    PARLEY_PYTHON,
    SPLIT_PYTHON,
    VALIDATOR,
    invite,
    make_interview,
    make_parley,
    make_split,
)

SPLIT = {"problemId": "split", "language": "python", "sourceCode": SPLIT_PYTHON}
PARLEY = {"problemId": "parley", "language": "python", "sourceCode": PARLEY_PYTHON}


@pytest.fixture
def split(tests_stored: None) -> Problem:
    return make_split()


@pytest.fixture
def parley(tests_stored: None) -> Problem:
    return make_parley()


@pytest.fixture
def interview(stage_dsa: StageTypeConfig, rita: User, split: Problem, parley: Problem) -> Interview:
    return make_interview(stage_dsa, rita, split, parley)


@pytest.fixture
def vera_session(interview: Interview, rita: User) -> DsaSession:
    return start_session(session=get_or_create_session(invite(interview, "Vera Valid", rita)))


@pytest.fixture
def vera(vera_session: DsaSession) -> Candidate:
    """A candidate at work on both problems."""
    return Candidate(Client(), vera_session.invitation.token)


def assert_tells_nothing(*documents: Any) -> None:
    text = json.dumps(documents).lower()
    assert not [marker for marker in MARKERS if marker.lower() in text]
    assert "judge_message" not in text
    assert "judgemessage" not in text


def test_what_is_shown_of_the_problems(vera: Candidate) -> None:
    session = vera.get().json()
    split, parley = session["problems"]
    assert (split["outputValidation"], parley["outputValidation"]) == ("custom", "interactive")
    assert [test["expectedOutput"] for test in split["visibleTests"]] == ["a bc\n", "xy z\n"]
    assert [test["interaction"] for test in split["visibleTests"]] == ["", ""]
    shown = [(test["input"], test["expectedOutput"], test["interaction"]) for test in parley["visibleTests"]]
    assert shown == [("", "", "< a\n> A\n"), ("", "", "")]
    assert_tells_nothing(session)


def test_a_run_shows_what_was_said(vera: Candidate) -> None:
    queued = vera.post("/run", PARLEY).json()
    judge_everything()
    done = vera.submission(queued["id"])
    assert (done["status"], done["verdict"], done["testsTotal"]) == ("finished", "AC", 2)
    assert [result["interaction"] for result in done["results"]] == ["< a\n> A\n", "< x\n> X\n"]
    assert_tells_nothing(done)


@pytest.mark.parametrize(
    ("work", "verdicts"),
    [
        (SPLIT, ["AC", "AC", "AC"]),
        ({**SPLIT, "sourceCode": "word = input().split()[0]\nprint(word, word)\n"}, ["WA", "WA", "WA"]),
        (PARLEY, ["AC", "AC", "AC"]),
        ({**PARLEY, "sourceCode": "word = input()\nprint(word, flush=True)\n"}, ["WA", "WA", "WA"]),
    ],
    ids=["split right", "split wrong", "parley right", "parley wrong"],
)
def test_a_submission_is_judged_and_tells_nothing_of_hidden_tests(
    vera: Candidate, rita: User, work: dict[str, str], verdicts: list[str]
) -> None:
    queued = vera.post("/submit", work).json()
    judge_everything()
    done = vera.submission(queued["id"])
    assert [result["verdict"] for result in done["results"]] == verdicts
    assert not {"stdout", "stderr", "interaction"} & set(done["results"][2])
    assert_tells_nothing(done, vera.get("/submissions").json(), vera.get().json())
    judgement = Judgement.objects.get(submission=queued["id"])
    hidden = judgement.results.get(is_visible=False)
    assert (hidden.stdout, hidden.stderr, hidden.interaction) == ("", "", "")
    assert hidden.judge_message == f"{VALIDATOR} {HIDDEN_INPUT}"
    page = signed_in(rita).get(reverse("admin:dsa_submission_page", args=[queued["id"]])).content.decode()
    assert f"{VALIDATOR} {HIDDEN_INPUT}" in page


def test_own_input_is_for_problems_that_read_one(vera: Candidate) -> None:
    refused = vera.post("/run", {**PARLEY, "stdin": "x\n"})
    assert refusal(refused) == (422, SessionCode.OWN_INPUT_NOT_POSSIBLE)
    queued = vera.post("/run", {**SPLIT, "stdin": "own 1\n"}).json()
    judge_everything()
    [result] = vera.submission(queued["id"])["results"]
    assert (result["verdict"], result["stdout"]) == ("AC", "o wn\n")


@pytest.mark.parametrize(
    ("work", "attempts", "state", "told"),
    [
        (SPLIT, 0, JudgementState.QUEUED, ("queued", None)),
        (PARLEY, MAX_ATTEMPTS - 1, JudgementState.FAILED, ("failed", "IE")),
    ],
    ids=["is tried again", "is given up at last"],
)
def test_a_failure_of_the_validator_is_never_the_candidates(
    vera: Candidate,
    work: dict[str, str],
    attempts: int,
    state: JudgementState,
    told: tuple[str, str | None],
) -> None:
    broken = f"import sys\nsys.exit('{VALIDATOR}')\n"
    ValidatorFile.objects.filter(problem__key=work["problemId"]).update(source=broken)
    queued = vera.post("/submit", work).json()
    Judgement.objects.filter(submission=queued["id"]).update(attempts=attempts)
    judge_everything()
    judgement = Judgement.objects.get(submission=queued["id"])
    assert judgement.state == state
    assert f"the output validator ended with exit code 1: {VALIDATOR}" in judgement.failure
    shown = vera.submission(queued["id"])
    assert (shown["status"], shown["verdict"]) == told
    assert_tells_nothing(shown)


def test_a_validator_that_does_not_compile_is_given_up_at_once(vera: Candidate) -> None:
    ValidatorFile.objects.filter(problem__key="split").update(name="validate.c", source=f"{VALIDATOR}\n")
    queued = vera.post("/submit", SPLIT).json()
    judge_everything()
    judgement = Judgement.objects.get(submission=queued["id"])
    assert judgement.state == JudgementState.FAILED
    assert "does not compile" in judgement.failure
    assert_tells_nothing(vera.submission(queued["id"]))


def test_nobody_without_rights_reads_the_source(vera: Candidate, split: Problem) -> None:
    """It is served by no address but the admin's."""
    file = split.validator_files.get()
    assert VALIDATOR in serializers.serialize("json", [file])
    for path in (reverse("admin:dsa_problem_change", args=[split.pk]), "/v1/schema", vera.at()):
        assert VALIDATOR not in Client().get(path, follow=True).content.decode()


# A backend without validators -----------------------------------------------------------------------------------------


class Plain:
    """As Judge0: runs programs, and no validators."""

    name = "plain"

    def languages(self) -> dict[Language, str]:
        return {Language.PYTHON: "3"}

    def unavailable_languages(self) -> dict[Language, str]:
        return {}

    def check(self) -> None:
        pass

    def run(self, *args: Any, **options: Any) -> Any:
        yield CompileResult(ok=True)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Plain:
    made = Plain()
    monkeypatch.setattr(backend, "get_backend", lambda: made)
    return made


def test_without_validators_nothing_is_judged_wrongly(plain: Plain, split: Problem) -> None:
    with pytest.raises(PermanentError, match="need the sandbox"):
        list(judge(plain, Program(Language.PYTHON, ""), [Test()], Limits(), split.rule()))


def test_without_validators_the_recruiter_reads_why(plain: Plain, split: Problem, rita: User) -> None:
    with pytest.raises(Refused, match="a Judge0 server cannot run a validator") as refused:
        validation.start_validation(problem=split, actor=rita)
    assert refused.value.code == ProblemCode.VALIDATORS_UNSUPPORTED
    with pytest.raises(Refused, match="need the sandbox"):
        services.mark_ready(problem=split)
    page = signed_in(rita).get(reverse("admin:dsa_problem_change", args=[split.pk])).content.decode()
    assert "it cannot be judged: Output validators and interactive problems need the sandbox" in page


def test_without_validators_they_are_not_given_to_candidates(
    plain: Plain, stage_dsa: StageTypeConfig, rita: User, split: Problem
) -> None:
    interview = make_interview(stage_dsa, rita)
    with pytest.raises(Refused) as refused:
        assign_problems(interview=interview, problems=[split], actor=rita)
    assert refused.value.code == SessionCode.PROBLEM_NOT_JUDGEABLE


def test_without_validators_a_session_that_has_them_says_so(
    vera: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the backend was changed after the problem had been given out."""
    monkeypatch.setattr(backend, "get_backend", Plain)
    assert refusal(vera.post("/submit", SPLIT)) == (503, SessionCode.EXECUTION_UNAVAILABLE)


def test_a_problem_without_its_validator_is_told_as_that(split: Problem, rita: User) -> None:
    split.validator_files.all().delete()
    with pytest.raises(Refused, match="judged by an output validator, which it lacks") as refused:
        validation.start_validation(problem=split, actor=rita)
    assert refused.value.code == ProblemCode.NO_VALIDATOR


def test_the_check_uses_it(split: Problem, rita: User) -> None:
    solution = split.solutions.get()
    solution.source = SPLIT_PYTHON
    services.save_part(part=solution)
    check = validation.validate_now(problem=split)
    assert check.state == "passed", check.message
    solution.source = "word = input()\nprint(word)\n"
    services.save_part(part=solution)
    (told,) = validation.validate_now(problem=split).solutions.all()
    assert {run["verdict"] for run in told.runs["tests"]} == {Verdict.WA}
    assert VALIDATOR in told.runs["tests"][0]["detail"]


def test_results_have_what_the_validator_said(split: Problem) -> None:
    """Of the execution service, for whoever calls it."""
    events = judge(
        backend.get_backend(),
        Program(Language.PYTHON, SPLIT_PYTHON),
        [Test(b"ab 1", b"")],
        Limits(),
        split.rule(),
    )
    (result,) = [event for event in events if isinstance(event, TestResult)]
    assert result.validation is not None
    assert result.validation.message == f"{VALIDATOR} ab"
