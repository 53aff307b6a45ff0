"""This app's tables. Other code imports models from here, never from the modules below."""

from dsa.models.check import ProblemCheck, SolutionCheck
from dsa.models.draft_log import DraftChanges, DraftStream
from dsa.models.own_tests import OwnTestList
from dsa.models.problem import (
    Problem,
    ProblemLanguage,
    StatementImage,
    StatementTranslation,
    ValidatorFile,
)
from dsa.models.session import Draft, DsaSession, InterviewProblem
from dsa.models.similarity import SimilarityReport, SimilarPair
from dsa.models.solution import Solution
from dsa.models.stage_problem import StageProblem
from dsa.models.submission import Judgement, Submission, TestResult
from dsa.models.test_case import TestCase

__all__ = [
    "Draft",
    "DraftChanges",
    "DraftStream",
    "DsaSession",
    "InterviewProblem",
    "Judgement",
    "OwnTestList",
    "Problem",
    "ProblemCheck",
    "ProblemLanguage",
    "SimilarPair",
    "SimilarityReport",
    "Solution",
    "SolutionCheck",
    "StageProblem",
    "StatementImage",
    "StatementTranslation",
    "Submission",
    "TestCase",
    "TestResult",
    "ValidatorFile",
]
