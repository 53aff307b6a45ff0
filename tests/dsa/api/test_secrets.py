"""Nothing that a candidate may not know reaches them: every answer of every endpoint, each header and each event.

A real server and a real worker, and programs that do their best to carry a hidden input out.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dsa.choices import FinishReason
from dsa.models import DsaSession, Judgement, Problem
from dsa.sessions.services import finish_session
from interviews.models import Interview, InterviewQuestion, User
from interviews.services.questions import add_question
from tests.dsa.api.http_client import RemoteCandidate
from tests.dsa.factories import (
    HIDDEN_ANSWER,
    HIDDEN_INPUT,
    MARKERS,
    MIRROR_HALF_RIGHT,
    TELLTALE,
    TELLTALE_LOAD_ERROR,
)
from tests.dsa.workers import WorkerProcess

pytestmark = pytest.mark.xdist_group("api")

NOTES = ("velvetharpoon", "cobaltmeadow", "amberthicket")
FORBIDDEN_WORDS = re.compile(
    r"score|points|weight|percent|passedCount|\bhidden\b|secret/|expected_output|failure", re.I
)

CRASHES_WITH_IT = "raise SystemExit(input())\n"
EXIT_CODE_OF_IT = "import sys\nsys.exit(ord(input()[0]))\n"
MANY_EXITS = (
    "import os, signal\nline = input()\nprint(line, flush=True)\nos.kill(os.getpid(), signal.SIGSEGV)\n"
)
FLOODS_WITH_IT = "line = input()\nwhile True:\n    print(line * 1000)\n"
CPP_TELLTALE = """#include <iostream>
#include <string>
int main() {
    std::string line;
    std::getline(std::cin, line);
    std::cout << line << std::endl;
    std::cerr << "main.cpp:1:1: error: " << line << std::endl;
    throw line;
}
"""
JAVASCRIPT_TELLTALE = """const line = require("fs").readFileSync(0, "utf8");
process.stderr.write("/work/main.js:1\\n" + line + "\\nSyntaxError: " + line + "\\n    at wrapSafe (node:internal)\\n");
process.exit(1);
"""
PROGRAMS = {
    "prints it": ("python", TELLTALE),
    "looks like a compiler that prints it": ("python", TELLTALE_LOAD_ERROR),
    "crashes with it": ("python", CRASHES_WITH_IT),
    "makes it its exit code": ("python", EXIT_CODE_OF_IT),
    "prints it and is killed": ("python", MANY_EXITS),
    "floods with it": ("python", FLOODS_WITH_IT),
    "prints it in C++": ("cpp", CPP_TELLTALE),
    "looks like node that prints it": ("javascript", JAVASCRIPT_TELLTALE),
    "is half right": ("python", MIRROR_HALF_RIGHT),
}


@pytest.fixture
def secretive(dsa_interview: Interview, rita: User) -> None:
    """Notes and questions, which are for recruiters and interviewers."""
    Interview.objects.filter(pk=dsa_interview.pk).update(recruiter_notes=NOTES[0])
    add_question(
        question=InterviewQuestion(
            interview=dsa_interview,
            owner=rita,
            text="Ask about it",
            interviewer_hints=NOTES[1],
            expected_answer_guide=NOTES[2],
        ),
        actor=rita,
    )


def keys_of(document: Any) -> set[str]:
    """Every key in a JSON document."""
    match document:
        case dict():
            return set(document).union(*(keys_of(value) for value in document.values()))
        case list():
            return set().union(*(keys_of(value) for value in document))
    return set()


def assert_nothing_was_heard(candidate: RemoteCandidate) -> None:
    everything = "\n".join(candidate.heard).lower()
    for marker in (*MARKERS, *NOTES):
        assert marker.lower() not in everything
        # A detour through an encoding is one as well.
        assert marker.encode().hex() not in everything
    found = FORBIDDEN_WORDS.search(everything)
    assert found is None, everything[max(0, found.start() - 200) : found.end() + 50]


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_carries_a_hidden_test_out(
    remote_cara: RemoteCandidate, api_worker: WorkerProcess, secretive: None, program: str
) -> None:
    language, source = PROGRAMS[program]
    work = {"problemId": "mirror", "language": language, "sourceCode": source}
    queued = remote_cara.post("/submit", work).json()
    told = remote_cara.events(queued["id"])
    assert told[-1].data["status"] == "finished"
    assert len(told[-1].data["results"]) in {0, 6}
    remote_cara.get(f"/submissions/{queued['id']}")
    remote_cara.get("/submissions")
    assert_nothing_was_heard(remote_cara)


def test_whole_session_tells_nothing(
    remote_cara: RemoteCandidate,
    api_worker: WorkerProcess,
    secretive: None,
    mirror: Problem,
    session: DsaSession,
) -> None:
    """Every endpoint, in every state of the session, refusals included."""
    work = {"problemId": "mirror", "language": "python", "sourceCode": MIRROR_HALF_RIGHT}
    remote_cara.get()
    remote_cara.post("/start")
    remote_cara.put("/drafts/mirror", {"language": "python", "sourceCode": "x", "baseVersion": 0})
    remote_cara.put("/drafts/mirror", {"language": "python", "sourceCode": "y", "baseVersion": 7})
    remote_cara.get("/drafts")
    run = remote_cara.post("/run", work, Prefer="wait=30").json()
    own = remote_cara.post("/run", {**work, "stdin": "abc 1\n"}, Prefer="wait=30").json()
    submitted = remote_cara.post("/submit", work, Prefer="wait=30").json()
    for one in (run, own, submitted):
        remote_cara.get(f"/submissions/{one['id']}")
        remote_cara.events(one["id"])
    remote_cara.get("/submissions?problemId=mirror")
    remote_cara.get("/submissions?nothing=1")
    remote_cara.post("/submit", {"problemId": "nowhere"})
    remote_cara.get("/nothing")
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    remote_cara.get()
    remote_cara.post("/submit", work)
    judged = Judgement.objects.get(submission=submitted["id"])
    assert (judged.passed, judged.total, judged.score) == (3, 6, 50.0)
    assert_nothing_was_heard(remote_cara)
    documents = [json.loads(text) for text in remote_cara.heard if text.startswith("{")]
    assert not {"passedTests", "testsPassed", "total", "rank", "grade", "is_visible", "isVisible"} & keys_of(
        documents
    )
    # No number anywhere is the share of tests passed, as a percentage or a fraction.
    assert not re.search(
        r'": ?(50(\.0)?|0\.5)[,}]', "\n".join(remote_cara.heard).replace('"executionTimeMs"', "")
    )


def test_markers_are_there_to_be_found(mirror: Problem) -> None:
    """The tests above look for what the hidden tests really hold."""
    hidden = [Path(test.input_file.path).read_bytes() for test in mirror.tests.hidden()]
    assert all(HIDDEN_INPUT.encode() in content for content in hidden)
    answers = [Path(test.answer_file.path).read_bytes() for test in mirror.tests.hidden()]
    assert all(HIDDEN_ANSWER.encode() in content for content in answers)
