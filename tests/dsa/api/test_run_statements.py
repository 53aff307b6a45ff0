"""What candidates cost in statements: everybody who opens the page or presses Run waits for them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler, SQLUpdateCompiler
from django.test.utils import CaptureQueriesContext

from dsa.models import Judgement, Submission
from tests.dsa.api.candidate import WORK, Candidate, judge_everything

pytestmark = pytest.mark.xdist_group("api")

OWN_INPUT = {**WORK, "stdin": "1 2\n"}


@contextmanager
def compiling() -> Iterator["Counter[str]"]:
    """How often statements about each table are compiled in the block."""
    counts: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patches:
        for kind in (SQLCompiler, SQLInsertCompiler, SQLUpdateCompiler):
            real: Any = kind.as_sql

            def as_sql(compiler: Any, *args: Any, real: Any = real, **kwargs: Any) -> Any:
                counts[compiler.query.model._meta.db_table] += 1
                return real(compiler, *args, **kwargs)

            patches.setattr(kind, "as_sql", as_sql)
        yield counts


def kinds(captured: CaptureQueriesContext) -> "Counter[str]":
    """How many statements of each kind there were; a savepoint stands here for a transaction."""
    return Counter(query["sql"].split()[0] for query in captured.captured_queries)


@pytest.mark.parametrize("path", ["", "/drafts"])
def test_what_a_visit_asks_the_database(cara_working: Candidate, path: str) -> None:
    """The link, and the problems or the drafts: all of it compiled once, and problems put together once."""
    cara_working.put("/drafts/mirror", {"language": "python", "sourceCode": "a = 1\n", "baseVersion": 0})
    cara_working.get(path)

    with CaptureQueriesContext(connection) as captured, compiling() as compiled:
        answer = cara_working.get(path)

    assert answer.status_code == 200
    assert kinds(captured) == {"SELECT": 2}
    assert not compiled


def test_what_a_saved_draft_asks_the_database(cara_working: Candidate) -> None:
    """Every candidate saves every few seconds.

    The link, the problem, and in a transaction the session under its lock, the draft and the change.
    """

    def save(number: int) -> int:
        body = {"language": "python", "sourceCode": f"a = {number}\n", "baseVersion": number}
        return cara_working.put("/drafts/mirror", body).status_code

    assert [save(0), save(1)] == [200, 200]
    with CaptureQueriesContext(connection) as captured, compiling() as compiled:
        assert save(2) == 200

    assert kinds(captured) == {"SELECT": 4, "UPDATE": 1, "SAVEPOINT": 1, "RELEASE": 1}
    assert not compiled


def test_what_a_run_asks_the_database(cara_working: Candidate) -> None:
    cara_working.post("/run", OWN_INPUT)  # compiles what is prepared

    with CaptureQueriesContext(connection) as captured, compiling() as compiled:
        answer = cara_working.post("/run", OWN_INPUT, Prefer="wait=0")

    assert answer.status_code == 202
    # The link, the problem, the session under its lock, what is in flight, the digest before this event; then the
    # judgement and its place in the queue.
    assert kinds(captured) == {"SELECT": 7, "INSERT": 3, "UPDATE": 1, "SAVEPOINT": 1, "RELEASE": 1}
    # The event, of which others are told by a signal, and the place in the queue.
    assert compiled == {"interviews_timelineevent": 1, "dsa_judgement": 1}


def test_what_judging_a_run_asks_the_database(cara_working: Candidate) -> None:
    cara_working.post("/run", OWN_INPUT)
    judge_everything()
    cara_working.post("/run", OWN_INPUT)

    with CaptureQueriesContext(connection) as captured, compiling() as compiled:
        judge_everything()

    assert [judgement.verdict for judgement in Judgement.objects.all()] == ["AC", "AC"]
    # The claim and the finish, each a transaction; this test's own look for what waits, the judgement with all that is
    # read along with it, the problem's languages.
    assert kinds(captured) == {"SELECT": 3, "UPDATE": 2, "INSERT": 1, "SAVEPOINT": 2, "RELEASE": 2}
    assert compiled == {"dsa_judgement": 1, "dsa_problemlanguage": 1}


def test_a_judged_run_keeps_none_of_the_runs_that_were_begun(cara_working: Candidate) -> None:
    """NULL, and not the null of JSON, which other code would take for a value."""
    cara_working.post("/run", OWN_INPUT)
    Judgement.objects.update(begun_runs=["one"])

    judge_everything()

    assert Submission.objects.get().judgements.filter(begun_runs__isnull=True).count() == 1
