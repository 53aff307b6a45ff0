"""A coding session in every language: whole programs in all that are offered, functions in all that have a driver."""

import pytest
from playwright.sync_api import expect

from dsa.execution import OPT_IN, Language, Verdict, get_backend
from dsa.functions.drivers import DRIVERS
from dsa.functions.signature import parse_signature
from dsa.models import ProblemLanguage
from dsa.problems import services
from interviews.choices import EditorAssistance
from interviews.models import Interview, StageTypeConfig, User
from tests.dsa.execution.programs import NUMBERS, PROGRAMS, SUM, TABLES
from tests.dsa.factories import make_interview, make_problem
from tests.dsa.functions.programs import (
    CRASH,
    CRASHES_WITHOUT_LINE,
    INPUT,
    OUTPUT,
    RIGHT,
    SIGNATURE,
    SLOW,
    WRONG,
    line_of,
    with_body,
)
from tests.dsa.workers import WorkerProcess
from tests.e2e.conftest import OpenSession


@pytest.fixture
def dsa_interview(stage_dsa: StageTypeConfig, rita: User, tests_stored: None) -> Interview:
    """A coding session in all languages: a problem of whole programs, one for SQL as well, and one of a function."""
    # What the editor helps with is tested elsewhere.
    assistance = {"editorAssistance": EditorAssistance.NONE.value}
    stage_dsa.dsa_config |= {"languages": [language.value for language in Language], **assistance}
    stage_dsa.save()
    sums = {NUMBERS.strip(): SUM.strip(), "2 3": "5", "40 50": "90"}
    # No program is slow here. A machine under load may be, which is not to be taken for the program's fault.
    add = make_problem("add", sums, statement="Add both numbers.", time_limit_seconds=5)
    query = make_problem(
        "query", {TABLES.strip(): SUM.strip()}, statement="Sum up `numbers`.", time_limit_seconds=5
    )
    for language in OPT_IN:
        services.save_part(part=ProblemLanguage(problem=query, language=language))
    tell = make_problem(
        "tell",
        {INPUT.rstrip("\n"): OUTPUT},
        statement="Say each word, the sum of the grid and whether it is loud.",
        function_signature=SIGNATURE,
    )
    return make_interview(stage_dsa, rita, add, query, tell)


def test_every_language_on_offer_runs_and_is_submitted(
    open_session: OpenSession, worker: WorkerProcess
) -> None:
    worker.start()
    cara = open_session()
    cara.start()
    here = set(get_backend().languages())
    tried: set[Language] = set()
    for title, expected in (("Add", here - OPT_IN), ("Query", here)):
        cara.open_problem(title)
        offered = {Language(key) for key in cara.languages()}
        assert offered == expected
        for language in sorted(offered - tried):
            cara.choose_language(language)
            cara.run(PROGRAMS[language][Verdict.AC])
            # The comma ends the name: C is not C++.
            cara.expect_verdict("Accepted", of=f"Run, {language.label},")
            expect(cara.test("Example").get_by_label("Your output").first).to_have_text(SUM)
            cara.submit()
            cara.expect_verdict("Accepted", of=f"Submission, {language.label},")
        tried |= offered
    assert tried == here


def test_functions_right_wrong_slow_and_crashing(open_session: OpenSession, worker: WorkerProcess) -> None:
    worker.start()
    cara = open_session()
    page = cara.page
    cara.start()
    cara.open_problem("Tell")
    expect(page.locator("#statement")).to_contain_text("You write the function")
    limits = page.locator("#limits")
    offered = cara.languages()
    assert set(offered) == DRIVERS.keys() & set(get_backend().languages())
    shown_output = cara.results.get_by_label("Your output")
    shown_error = cara.results.get_by_label("Standard error")
    for language in offered:
        run = f"Run, {Language(language).label},"
        cara.choose_language(language)
        expect(limits).to_contain_text(f"In {Language(language).label}:")
        # Nothing of how whole programs look, such as the name of Java's class.
        expect(limits).not_to_contain_text("class")
        cara.expect_code(DRIVERS[language].starter(parse_signature(SIGNATURE)))

        cara.run(RIGHT[language])
        cara.expect_verdict("Accepted", of=run)
        expect(shown_output).to_have_text(OUTPUT)
        expect(shown_error).to_contain_text("words")

        cara.run(with_body(language, WRONG[language]))
        cara.expect_verdict("Wrong answer", of=run)
        expect(cara.results.get_by_role("row").filter(has_text="differs")).to_have_count(1)

        cara.run(with_body(language, SLOW[language]))
        cara.expect_verdict("Time limit exceeded", of=run)

        crashing = with_body(language, CRASH[language])
        cara.run(crashing)
        cara.expect_verdict("Run-time error", of=run)
        expect(shown_error).not_to_contain_text("talentsync")
        if language in CRASHES_WITHOUT_LINE:
            expect(shown_error).to_contain_text("out_of_range")
            continue
        line = line_of(CRASH[language], crashing)
        cara.results.get_by_role("button", name=f"It crashed in line {line}", exact=True).click()
        expect(page.locator("#editor .cm-activeLine")).to_have_text(CRASH[language])
