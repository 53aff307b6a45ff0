"""A digest of everything about a problem that decides verdicts.

A problem is ready as long as this is what it was when the check passed. The statement is left out: correcting a word
in it needs no new check.
"""

import hashlib
import json
from typing import Any

from dsa.models import Problem


def content_hash(problem: Problem) -> str:
    """Read from the database, with the tests' digests instead of their contents."""
    stored = Problem.objects.values_list(
        "time_limit_seconds",
        "memory_limit_mb",
        "output_limit_mb",
        "case_sensitive",
        "space_sensitive",
        "float_relative_tolerance",
        "float_absolute_tolerance",
        "compare_exactly",
    ).get(pk=problem.pk)
    document: dict[str, Any] = {
        "problem": list(stored),
        "languages": sorted(
            problem.languages.exclude(time_limit_seconds=None, memory_limit_mb=None).values_list(
                "language", "time_limit_seconds", "memory_limit_mb"
            )
        ),
        "tests": sorted(problem.tests.values_list("name", "input_sha256", "answer_sha256")),
        "solutions": [
            [name, language, expected, source]
            for name, language, expected, source in problem.solutions.order_by("name").values_list(
                "name", "language", "expected", "source"
            )
        ],
    }
    if problem.has_validator:
        # Only then, so that what was ready before there were validators stays so.
        settings = Problem.objects.values_list(
            "output_validation",
            "validator_arguments",
            "validator_time_limit_seconds",
            "validator_memory_limit_mb",
        )
        document["validator"] = {
            "settings": list(settings.get(pk=problem.pk)),
            "files": sorted(problem.validator_files.values_list("name", "source")),
        }
    # Only where there is one: what was checked before there were function problems stays checked.
    if signature := Problem.objects.values_list("function_signature", flat=True).get(pk=problem.pk):
        document["function"] = signature
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
