"""What tests of coding sessions speak of by name: problems with markers planted in what no candidate may see."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from dsa.choices import OutputValidation, ProblemState
from dsa.execution import Language
from dsa.models import Judgement, Problem, ProblemLanguage, Solution, Submission, ValidatorFile
from dsa.problems import services
from dsa.problems.content_hash import content_hash
from dsa.problems.services import NewTest
from dsa.sessions import services as session_services
from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import schedule_interview
from interviews.services.invitations import issue_invitation

HIDDEN_INPUT: Final = "zebraquartz"
HIDDEN_ANSWER: Final = HIDDEN_INPUT[::-1]
REFERENCE: Final = "gildedlantern"
VALIDATOR: Final = "copperlattice"
# Found in nothing that a candidate's browser or token is ever sent.
MARKERS: Final = (HIDDEN_INPUT, HIDDEN_ANSWER, HIDDEN_ANSWER.upper(), REFERENCE, VALIDATOR)

# Both problems: a word and a number. `mirror` wants the word backwards and the number doubled, `shout` the word in
# capitals, letter for letter.
MIRROR_PYTHON: Final = "word, number = input().split()\nprint(word[::-1], 2 * int(number))\n"
MIRROR_CPP: Final = """#include <algorithm>
#include <iostream>
#include <string>
int main() {
    std::string word;
    long number;
    std::cin >> word >> number;
    std::reverse(word.begin(), word.end());
    std::cout << word << " " << 2 * number << std::endl;
}
"""
MIRROR_JAVA: Final = """import java.util.Scanner;
public class Main {
    public static void main(String[] arguments) {
        Scanner in = new Scanner(System.in);
        String word = in.next();
        long number = in.nextLong();
        System.out.println(new StringBuilder(word).reverse() + " " + 2 * number);
    }
}
"""
# Right where the number is even.
MIRROR_HALF_RIGHT: Final = (
    "word, number = input().split()\nprint(word[::-1], 2 * int(number) if int(number) % 2 == 0 else 0)\n"
)
# Prints and complains what it was given: on hidden tests nothing of that may be seen.
TELLTALE: Final = "import sys\nline = input()\nprint(line)\nprint(line, file=sys.stderr)\n"
# The same where it looks as if the interpreter had refused the source.
TELLTALE_LOAD_ERROR: Final = (
    "import sys\nline = input()\n"
    "sys.stderr.write(f'  File \"main.py\", line 1\\n    {line}\\nSyntaxError: {line}\\n')\nsys.exit(1)\n"
)
BROKEN_PYTHON: Final = "word, number = input().split(\nprint(word\n"
BROKEN_CPP: Final = '#include <iostream>\nint main() { std::cout << "x" }\n'
CRASHING: Final = "raise ValueError('no')\n"
ENDLESS: Final = "while True: pass\n"
SHOUT_PYTHON: Final = "print(input().split()[0].upper())\n"
# `split`: the word in two parts, wherever. Both validators tell judges what no candidate may read.
SPLIT_VALIDATOR: Final = f"""import sys
word = open(sys.argv[1]).read().split()[0]
parts = sys.stdin.read().split()
with open(sys.argv[3] + "judgemessage.txt", "w") as message:
    print("{VALIDATOR}", word, file=message)
sys.exit(42 if len(parts) == 2 and "".join(parts) == word else 43)
"""
SPLIT_PYTHON: Final = "word = input().split()[0]\nprint(word[0], word[1:])\n"
# `parley`: says the first letter, and wants to hear the whole word, of which only the answer file knows.
PARLEY_VALIDATOR: Final = f"""import sys
word = open(sys.argv[2]).read().strip()
with open(sys.argv[3] + "judgemessage.txt", "w") as message:
    print("{VALIDATOR}", word, file=message)
print(word[0], flush=True)
sys.exit(42 if sys.stdin.readline().strip() == word[0].upper() else 43)
"""
PARLEY_PYTHON: Final = "print(input().upper(), flush=True)\n"
STATEMENT: Final = "Read a *word* and a number $n \\le 100$."
MIRROR_STARTER: Final = "# Read a word and a number.\n"


def make_problem(
    key: str,
    answers: dict[str, str],
    *,
    compare_exactly: bool = False,
    output_validation: OutputValidation = OutputValidation.DEFAULT,
    validator: str = "",
    **fields: Any,
) -> Problem:
    """A ready problem with these inputs and answers; the first two are visible, all others hidden.

    `fields` are further ones of the problem's.
    """
    problem = services.create_problem(
        problem=Problem(
            key=key,
            title=key.capitalize(),
            compare_exactly=compare_exactly,
            output_validation=output_validation,
            **{"statement": STATEMENT, "time_limit_seconds": 1, **fields},
        )
    )
    if validator:
        services.save_part(part=ValidatorFile(problem=problem, name="validate.py", source=validator))
    services.put_tests(
        problem=problem,
        tests=[
            NewTest(
                name=f"{'sample' if position < 2 else 'secret'}/{position}",
                is_visible=position < 2,
                input=f"{line}\n".encode(),
                answer=f"{answer}\n".encode(),
                explanation="The first one." if position == 0 else None,
                interaction="< a\n> A\n" if position == 0 and validator else None,
            )
            for position, (line, answer) in enumerate(answers.items())
        ],
    )
    services.save_part(
        part=Solution(
            problem=problem, name="accepted/us.py", language=Language.PYTHON, source=f"# {REFERENCE}\n"
        )
    )
    # Checking it for real would take a second of every test.
    assert Problem.objects.transition(
        problem.pk,
        source=ProblemState.DRAFT,
        target=ProblemState.VALIDATED,
        checked_fingerprint=content_hash(problem),
    )
    problem.refresh_from_db()
    return problem


def make_mirror() -> Problem:
    """Two visible and four hidden tests, three of them with an odd number; starter code for Python."""
    problem = make_problem(
        "mirror",
        {
            "abc 2": "cba 4",
            "xyz 3": "zyx 6",
            f"{HIDDEN_INPUT} 4": f"{HIDDEN_ANSWER} 8",
            f"{HIDDEN_INPUT} 5": f"{HIDDEN_ANSWER} 10",
            f"{HIDDEN_INPUT} 6": f"{HIDDEN_ANSWER} 12",
            f"{HIDDEN_INPUT} 7": f"{HIDDEN_ANSWER} 14",
        },
    )
    services.save_part(
        part=ProblemLanguage(problem=problem, language=Language.PYTHON, starter_code=MIRROR_STARTER)
    )
    return problem


def make_shout() -> Problem:
    """Two visible and one hidden test; not to be solved in JavaScript."""
    problem = make_problem(
        "shout",
        {"abc 1": "ABC", "xyz 1": "XYZ", f"{HIDDEN_ANSWER} 1": HIDDEN_ANSWER.upper()},
        compare_exactly=True,
    )
    services.save_part(part=ProblemLanguage(problem=problem, language=Language.JAVASCRIPT, is_offered=False))
    return problem


def make_split() -> Problem:
    """Two visible and one hidden test; several outputs are right."""
    answers = {
        "abc 1": "a bc",
        "xyz 1": "xy z",
        f"{HIDDEN_INPUT} 1": f"{HIDDEN_INPUT[:4]} {HIDDEN_INPUT[4:]}",
    }
    return make_problem(
        "split", answers, output_validation=OutputValidation.CUSTOM, validator=SPLIT_VALIDATOR
    )


def make_parley() -> Problem:
    """An interactive one of two visible tests, of which a candidate sees neither input nor answer, and a hidden one."""
    answers = {f"{HIDDEN_INPUT} 1": "abc", f"{HIDDEN_INPUT} 2": f"x{HIDDEN_ANSWER}", "3": HIDDEN_INPUT}
    return make_problem(
        "parley", answers, output_validation=OutputValidation.INTERACTIVE, validator=PARLEY_VALIDATOR
    )


def make_interview(stage: StageTypeConfig, recruiter: User, *problems: Problem) -> Interview:
    """An interview of this stage, open for a minute, with these problems."""
    interview = schedule_interview(
        interview=Interview(
            title="Backend engineer: coding",
            stage=stage,
            scheduled_start=timezone.now() - timedelta(minutes=1),
            duration_minutes=stage.usual_minutes,
        ),
        actor=recruiter,
    )
    session_services.assign_problems(interview=interview, problems=problems, actor=recruiter)
    return interview


def invite(interview: Interview, name: str, recruiter: User) -> Invitation:
    """A candidate's invitation, good for a week."""
    return issue_invitation(
        invitation=Invitation(
            interview=interview,
            name=name,
            email=f"{name.split()[0].lower()}@mail.example",
            expires_at=timezone.now() + timedelta(days=7),
        ),
        actor=recruiter,
    )


def newest_judgement(submission: Submission) -> Judgement:
    """The last judging that was asked for. People are shown the last that is done: see `shown_judgement`."""
    return submission.judgements.latest("number")
