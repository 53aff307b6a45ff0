"""The words of coding problems as enums, and the named sets that rules speak of."""

from django.db.models import TextChoices

from dsa.execution import Verdict

# The keys of our own problems to try coding sessions with, from easy to hard. Nobody else's problem can have them.
SESSION_DEMO_PROBLEMS = ("paperround", "nightbus", "workshopday")
# With those that have output validators, those that are functions and one in SQL, for recruiters to choose.
DEMO_PROBLEMS = (*SESSION_DEMO_PROBLEMS, "fairteams", "twoleaks", "quiethours", "nametags", "latereturns")


class ProblemState(TextChoices):
    """Where a problem stands. Only a checked one can be given to candidates."""

    DRAFT = "draft", "Draft"
    VALIDATED = "checked", "Ready"
    RETIRED = "retired", "Retired"


class OutputValidation(TextChoices):
    """What says whether an output is right: the package format's words."""

    DEFAULT = "default", "Compared with the right output"
    CUSTOM = "custom", "By an output validator"
    INTERACTIVE = "interactive", "By an output validator that talks with the program (interactive)"


class Licence(TextChoices):
    """Under which a problem may be used: the problem package format's values, and our own."""

    INTERNAL = "internal", "Written for this company"
    PUBLIC_DOMAIN = "public domain", "Public domain"
    CC0 = "cc0", "CC0 (no rights reserved)"
    CC_BY = "cc by", "CC BY (attribution)"
    CC_BY_SA = "cc by-sa", "CC BY-SA (attribution, share alike)"
    EDUCATIONAL = "educational", "Free for educational use"
    PERMISSION = "permission", "Used with permission (ask the owner for each use)"


class CheckState(TextChoices):
    """Where one check of a problem stands."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"
    # Ours: no backend, a language that this machine lacks, a fault of the judge. Says nothing about the problem.
    ERROR = "error", "Could not be run"
    SUPERSEDED = "superseded", "Given up for a newer one"


ACTIVE_CHECK_STATES = frozenset({CheckState.QUEUED, CheckState.RUNNING})


class SimilarityState(TextChoices):
    """How far a comparison of submissions is. FAILED is a failure of ours."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Comparing"
    FINISHED = "finished", "Compared"
    FAILED = "failed", "Could not be compared"


ACTIVE_SIMILARITY_STATES = frozenset({SimilarityState.QUEUED, SimilarityState.RUNNING})

# What a reference submission can be expected to get. IE is our own failure, so nobody expects it.
EXPECTED_VERDICTS: tuple[Verdict, ...] = tuple(verdict for verdict in Verdict if verdict is not Verdict.IE)
# The package format's RTE takes in what we tell apart: it has no verdict for memory and output.
RUN_TIME_ERRORS: tuple[Verdict, ...] = (Verdict.RTE, Verdict.MLE, Verdict.OLE)


class SessionState(TextChoices):
    """Where a candidate's session stands. Only a recruiter leads one back out of FINISHED."""

    WAITING = "waiting", "Not started"
    ACTIVE = "active", "In progress"
    FINISHED = "finished", "Finished"


class FinishReason(TextChoices):
    """What ended a session."""

    CANDIDATE = "candidate", "The candidate handed in"
    DEADLINE = "deadline", "Time was up"
    INTERVIEW_ENDED = "interview_ended", "The interview was ended"
    RECRUITER = "recruiter", "A recruiter ended it"


# Not the candidate's choice, so what they were writing is submitted for them.
SUBMITTING_REASONS = frozenset({FinishReason.DEADLINE, FinishReason.RECRUITER})


class Origin(TextChoices):
    """How a part of the code came into the editor.

    RESTORED is of changes alone: what undo, redo or moving lines bring back is again what it was before.
    """

    TYPED = "typed", "Typed"
    PASTED = "pasted", "Pasted"
    DROPPED = "dropped", "Dropped"
    COMPLETED = "completed", "Completed by the editor"
    STARTER = "starter", "Starter code"
    LOADED = "loaded", "Loaded"
    RESTORED = "restored", "Undone, redone or moved"


class SubmissionKind(TextChoices):
    """A try on the visible tests or on own input, or what counts."""

    RUN = "run", "Run"
    SUBMIT = "submit", "Submission"


class JudgementState(TextChoices):
    """How far the judging of a submission is. FAILED is a failure of ours, after every retry: never scored."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Being judged"
    FINISHED = "finished", "Judged"
    FAILED = "failed", "Could not be judged"


UNFINISHED_JUDGEMENT_STATES = frozenset({JudgementState.QUEUED, JudgementState.RUNNING})
VERDICT_CHOICES = [(verdict.value, verdict.value) for verdict in Verdict]
