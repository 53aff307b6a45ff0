"""`make bench-similarity`: how long a worker compares 500 submissions to one problem, and what it finds.

The work of one report, from its row to its pairs, in this process and on SQLite. bench/README.md says how. The last
line is a JSON object:

    seconds         from claiming the report to its end
    cpu_seconds     the processor time of it, on one core
    submissions     how many were compared
    tokens          how many tokens each of them has, on average
    found_share     the share of the planted copies that was found
    false_pairs     pairs that were found and not planted
    peak_mb         the most memory that the process held
"""

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.desk.seed import set_up
from bench.similarity.programs import people

FULL, QUICK = 500, 60
COPIES_SHARE = 10


def seed(sources: Sequence[str]) -> tuple[Any, list[Any]]:
    """A problem, and a submission of one person for each source, written in bulk."""
    from django.utils import timezone

    from dsa.choices import SessionState, SubmissionKind
    from dsa.models import DsaSession, Problem, Submission
    from interviews.models import Candidate, Interview, Invitation, StageTypeConfig, User

    now = timezone.now()
    rita = User.objects.create(username="rita", is_staff=True)
    problem = Problem.objects.create(key="bench", title="Bench", statement="x")
    candidates = Candidate.objects.bulk_create(
        Candidate(
            name=f"Person {number}",
            email=f"{number}@mail.example",
            normalised_email=f"{number}@mail.example",
        )
        for number in range(len(sources))
    )
    interview = Interview.objects.create(
        title="Bench",
        stage=StageTypeConfig.objects.get(key="technical_dsa"),
        scheduled_start=now,
        duration_minutes=90,
        created_by=rita,
    )
    invitations = Invitation.objects.bulk_create(
        Invitation(
            interview=interview,
            candidate=candidate,
            name=candidate.name,
            email=candidate.email,
            expires_at=now + timedelta(days=7),
        )
        for candidate in candidates
    )
    sessions = DsaSession.objects.bulk_create(
        DsaSession(
            invitation=invitation,
            state=SessionState.ACTIVE,
            started_at=now,
            deadline=now + timedelta(minutes=90),
        )
        for invitation in invitations
    )
    submissions = Submission.objects.bulk_create(
        Submission(
            session=session,
            problem=problem,
            kind=SubmissionKind.SUBMIT,
            language="python",
            source_code=source,
            created_at=now,
        )
        for session, source in zip(sessions, sources, strict=True)
    )
    return problem, submissions


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.similarity")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} submissions instead of {FULL}")
    parser.add_argument("--submissions", type=int, help="another number of them")
    options = parser.parse_args()
    number = options.submissions or (QUICK if options.quick else FULL)
    sources, planted = people(number, number // COPIES_SHARE, random.Random(11))
    with tempfile.TemporaryDirectory(prefix="talentsync-bench-similarity-") as name:
        set_up(Path(name))
        from django.db import connection

        from dsa.execution import Language
        from dsa.similarity.services import claim, execute, queue_report
        from dsa.similarity.tokens import tokenise

        problem, submissions = seed(sources)
        report = claim(queue_report(problem=problem, language=Language.PYTHON).pk)
        assert report is not None
        started, cpu = time.perf_counter(), time.process_time()
        execute(report)
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
        report.refresh_from_db()
        places = {submission.pk: place for place, submission in enumerate(submissions)}
        found = {frozenset({places[pair.first_id], places[pair.second_id]}) for pair in report.pairs.all()}
        tokens = sum(len(tokenise(source, "python")) for source in sources) / number
        connection.close()
    figures = {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu_seconds, 1),
        "submissions": report.submissions,
        "tokens": round(tokens),
        "found_share": round(len(found & planted) / len(planted), 3),
        "false_pairs": len(found - planted),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(f"{'state':16}{report.state}")
    for key, value in figures.items():
        print(f"{key:16}{value}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
