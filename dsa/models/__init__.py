"""This app's tables. Other code imports models from here, never from the modules below."""

from dsa.models.check import ProblemCheck, SolutionCheck
from dsa.models.problem import Problem, ProblemLanguage, StatementImage, StatementTranslation
from dsa.models.solution import Solution
from dsa.models.test_case import TestCase

__all__ = [
    "Problem",
    "ProblemCheck",
    "ProblemLanguage",
    "Solution",
    "SolutionCheck",
    "StatementImage",
    "StatementTranslation",
    "TestCase",
]
