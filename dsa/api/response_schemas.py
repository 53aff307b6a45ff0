"""What the endpoints answer: the one source of these shapes, of which OpenAPI and the front-end's types are made.

`dsa.sessions.presenters` builds plain dictionaries of them, and tests hold those against the document.
"""

from rest_framework import serializers

from dsa.choices import FinishReason, JudgementState, OutputValidation, SessionState, SubmissionKind
from dsa.execution import Language, Verdict
from interviews.choices import EditorAssistance

VERDICTS = [verdict.value for verdict in Verdict]
LANGUAGES = [language.value for language in Language]


class Error(serializers.Serializer[None]):
    """What every refusal looks like. `code` is stable and for programs, `detail` a sentence for people."""

    code = serializers.CharField()
    detail = serializers.CharField()


class OfferedLanguage(serializers.Serializer[None]):
    language = serializers.ChoiceField(choices=LANGUAGES)
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name hides DRF's own attribute
    version = serializers.CharField(help_text="Empty while the execution service cannot be asked.")
    runtimeMemoryMb = serializers.IntegerField(
        min_value=0, help_text="What the language's runtime may use on top of a problem's memory limit."
    )
    convention = serializers.CharField(
        help_text="How a program has to look where the language leaves it open; may be empty."
    )


class Proctoring(serializers.Serializer[None]):
    enabled = serializers.BooleanField()
    snapshotIntervalSeconds = serializers.IntegerField(min_value=1)


class Limits(serializers.Serializer[None]):
    sourceCharacters = serializers.IntegerField()
    stdinCharacters = serializers.IntegerField()
    ownTests = serializers.IntegerField(help_text="The most of them for one problem.")
    ownTestCharacters = serializers.IntegerField(help_text="Of all own tests of a problem together.")


class VisibleTest(serializers.Serializer[None]):
    testCaseId = serializers.CharField()
    name = serializers.CharField()
    input = serializers.CharField()
    expectedOutput = serializers.CharField()
    isCut = serializers.BooleanField(help_text="Input or expected output is longer than what is shown.")
    explanationHtml = serializers.CharField()
    interaction = serializers.CharField(
        help_text="Of an interactive problem, which shows neither input nor output: an example of what a program "
        "says (lines after `>`) and is told (lines after `<`). May be empty."
    )


class Problem(serializers.Serializer[None]):
    problemId = serializers.CharField()
    title = serializers.CharField()
    outputValidation = serializers.ChoiceField(
        choices=OutputValidation.values,
        help_text="`default`: the expected output is the right one. `custom`: it is one of several that are right. "
        "`interactive`: your program talks with ours, and takes no own input.",
    )
    isFunction = serializers.BooleanField(
        help_text="You write one function, with which the starter code begins; a program that calls it is made of it. "
        "A language's `convention` does not hold for it."
    )
    statementHtml = serializers.CharField(help_text="Safe to show as it is.")
    timeLimitSeconds = serializers.DictField(
        child=serializers.FloatField(), help_text="CPU time of one test, by language."
    )
    memoryLimitMb = serializers.DictField(child=serializers.IntegerField(), help_text="By language.")
    languages = serializers.ListField(child=serializers.ChoiceField(choices=LANGUAGES))
    starterCode = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    visibleTests = VisibleTest(many=True)


class Session(serializers.Serializer[None]):
    state = serializers.ChoiceField(choices=SessionState.values)
    opensAt = serializers.DateTimeField()
    isOpen = serializers.BooleanField(help_text="Whether it is past `opensAt`.")
    title = serializers.CharField()
    candidateName = serializers.CharField()
    durationMinutes = serializers.IntegerField(help_text="With the candidate's extra time.")
    serverTime = serializers.DateTimeField(help_text="Reckon the time left with this, not with your clock.")
    startedAt = serializers.DateTimeField(allow_null=True)
    deadline = serializers.DateTimeField(allow_null=True)
    finishedAt = serializers.DateTimeField(allow_null=True)
    finishReason = serializers.ChoiceField(choices=FinishReason.values, allow_null=True)
    problemCount = serializers.IntegerField()
    problems = Problem(many=True, help_text="Empty until the session has started.")
    languages = OfferedLanguage(many=True)
    proctoring = Proctoring()
    editorAssistance = serializers.ChoiceField(
        choices=EditorAssistance.values,
        help_text="What an editor may help with. `none`: nothing. `words`: completion of words, formatting. "
        "`full`: also errors, types and signatures.",
    )
    limits = Limits()


class TestResult(serializers.Serializer[None]):
    """What one test came to. Of hidden tests there is no output, and time and memory are rounded up."""

    position = serializers.IntegerField(min_value=0, help_text="The place among the tests, from 0.")
    testCaseId = serializers.CharField(allow_null=True, help_text="Null for own input and own tests.")
    passed = serializers.BooleanField()
    verdict = serializers.ChoiceField(choices=VERDICTS)
    executionTimeMs = serializers.IntegerField(
        min_value=0, help_text="CPU time; of hidden tests in steps of 50."
    )
    memoryUsedKB = serializers.IntegerField(
        min_value=0, help_text="Peak, in KB of 1024 bytes; of hidden tests in steps of 1024."
    )
    stdout = serializers.CharField(required=False)
    stderr = serializers.CharField(required=False)
    interaction = serializers.CharField(
        required=False,
        help_text="Of visible tests of interactive problems: what your program said (`> `) and was told (`< `).",
    )


class SubmissionSummary(serializers.Serializer[None]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=SubmissionKind.values)
    problemId = serializers.CharField()
    language = serializers.ChoiceField(choices=LANGUAGES)
    status = serializers.ChoiceField(choices=JudgementState.values)
    verdict = serializers.ChoiceField(choices=VERDICTS, allow_null=True)
    compileOutput = serializers.CharField(allow_null=True)
    testsTotal = serializers.IntegerField(min_value=0)
    testsDone = serializers.IntegerField(min_value=0)
    stdin = serializers.CharField(allow_null=True)
    isOnOwnTests = serializers.BooleanField(help_text="It ran on the candidate's own tests.")
    createdAt = serializers.DateTimeField()
    finishedAt = serializers.DateTimeField(allow_null=True)
    isAutomatic = serializers.BooleanField(help_text="Made of the last draft when time was up.")
    isPaused = serializers.BooleanField(
        help_text="Programs cannot be run at the moment. It waits, is not lost, and goes on by itself."
    )
    queuePosition = serializers.IntegerField(
        required=False, min_value=1, help_text="Only while it waits; 1 is next."
    )


class OwnTest(serializers.Serializer[None]):
    """A test that the candidate wrote."""

    name = serializers.CharField(allow_blank=True)
    input = serializers.CharField(allow_blank=True)
    expectedOutput = serializers.CharField(
        allow_blank=True, allow_null=True, help_text="Null where nothing is compared."
    )


class OwnTestList(serializers.Serializer[None]):
    problemId = serializers.CharField()
    tests = OwnTest(many=True)


class OwnTestLists(serializers.Serializer[None]):
    ownTests = OwnTestList(many=True)


class Submission(SubmissionSummary):
    results = TestResult(many=True, help_text="Those so far, in the order of the tests.")
    sourceCode = serializers.CharField()
    ownTests = OwnTest(
        many=True, allow_null=True, help_text="Those that it ran on, by their place; null for all others."
    )


class Submissions(serializers.Serializer[None]):
    submissions = SubmissionSummary(many=True, help_text="Newest first.")


class Draft(serializers.Serializer[None]):
    problemId = serializers.CharField()
    language = serializers.ChoiceField(choices=LANGUAGES)
    sourceCode = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(min_value=1)
    savedAt = serializers.DateTimeField()


class Drafts(serializers.Serializer[None]):
    drafts = Draft(many=True)


class DraftLogState(serializers.Serializer[None]):
    """How far a stream of changes is stored."""

    stream = serializers.UUIDField()
    next = serializers.IntegerField(min_value=0, help_text="The number of the change that comes next.")


class Conflict(Error):
    """A refusal; with `draft_conflict` also what is stored now."""

    current = Draft(required=False)


class StreamEvent(serializers.Serializer[None]):
    """One event of the stream of a submission."""

    event = serializers.ChoiceField(choices=["submission", "result"])
    id = serializers.CharField(help_text="Send it as Last-Event-ID to get what came after.")
    data = serializers.CharField(  # type: ignore[assignment]  # as above
        help_text="JSON: a Submission or a TestResult."
    )
