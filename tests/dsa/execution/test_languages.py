"""Every language is known everywhere that people or programs meet it."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from dsa import demo
from dsa.admin.highlighting import LEXERS, highlighted
from dsa.choices import DEMO_PROBLEMS
from dsa.execution import (
    OPT_IN,
    CompileResult,
    Language,
    Limits,
    Program,
    Test,
    TestResult,
    Verdict,
    allowance,
    judge,
)
from dsa.execution.judge0.probes import SOURCES
from dsa.execution.judge0.server import NAMES
from dsa.execution.languages import ALLOWANCES, CONVENTIONS, EXTENSIONS
from dsa.execution.sandbox.backend import SandboxBackend
from dsa.execution.sandbox.selftest import PROBES
from dsa.execution.sandbox.toolchains import FINDERS
from dsa.execution.sandbox.toolchains import tools as toolchain_tools
from dsa.execution.sandbox.toolchains.tools import PACKAGES, ToolchainNotFound, npm_package, require_reachable
from dsa.execution.verdicts import memory_ceiling_kb
from dsa.problems.package_format import read_package
from dsa.problems.package_format.submissions import CODES
from dsa.problems.package_format.submissions import EXTENSIONS as PACKAGE_EXTENSIONS
from interviews.json_schemas import DSA_CONFIG, LANGUAGES
from rooms.document.update_validator import EDITOR_LANGUAGES
from tests.dsa.execution.programs import PROGRAMS

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("language", Language)
def test_a_language_is_known_everywhere(language: Language) -> None:
    assert language.label != language.value
    assert language.value in LANGUAGES
    assert language.value in EDITOR_LANGUAGES
    for table in (FINDERS, PACKAGES, SOURCES, NAMES, LEXERS, EXTENSIONS, PROGRAMS):
        assert language in table
    assert language in CODES.values()
    assert PACKAGE_EXTENSIONS[EXTENSIONS[language]] is language
    (probe,) = [path for path in PROBES.iterdir() if path.suffix == f".{EXTENSIONS[language]}"]
    assert "<span class=" in highlighted(probe.read_text(), language)


def test_stages_show_labels_and_store_keys() -> None:
    items = DSA_CONFIG["properties"]["languages"]["items"]

    assert items["x-labels"]["csharp"] == "C#"
    assert list(items["x-labels"]) == items["enum"] == list(Language)


def test_what_a_runtime_is_given_is_on_top_of_the_limit() -> None:
    limits = Limits(memory_kb=64 * 1024)

    assert memory_ceiling_kb(Language.KOTLIN, limits) == (64 + 96) * 1024
    assert memory_ceiling_kb(Language.C, limits) == 64 * 1024
    assert allowance(Language.GO).threads > allowance(Language.PYTHON).threads == 0


def test_the_documentation_tells_every_allowance_and_convention() -> None:
    text = (ROOT / "docs" / "execution.md").read_text()

    for language, given in ALLOWANCES.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| {language.label} |"))
        assert f"| {given.memory_kb // 1024} MB |" in row
        assert f"| {given.threads} |" in row
    assert set(CONVENTIONS) <= set(Language)


def test_compilers_from_npm_are_locked() -> None:
    manifest = json.loads((ROOT / "languages" / "package.json").read_text())

    assert set(manifest["dependencies"]) == set(manifest["//dependencies"])


# What is missing ------------------------------------------------------------------------------------------------------


def test_a_package_of_npm_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(toolchain_tools, "NPM_PACKAGES", tmp_path)

    with pytest.raises(ToolchainNotFound, match="kotlin-compiler is not installed; run make languages"):
        npm_package("kotlin-compiler", "lib/kotlin-compiler.jar")
    # Of which no single file is named.
    with pytest.raises(ToolchainNotFound, match="@typescript is not installed; run make languages"):
        npm_package("@typescript")


def test_a_folder_that_the_sandboxs_users_cannot_enter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As root each slot is a user of its own, and one bind that fails would fail the container of every language."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "tool").touch()

    monkeypatch.setattr("os.geteuid", lambda: 0)
    with pytest.raises(ToolchainNotFound, match="is closed to them"):
        require_reachable(closed / "tool")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    require_reachable(closed / "tool")


class Backend:
    """Offers two languages."""

    def languages(self) -> Mapping[Language, str]:
        return {Language.CPP: "C++ 17, GCC 12.2.0", Language.SQL: "SQL, SQLite 3.40.1"}

    def unavailable_languages(self) -> Mapping[Language, str]:
        return {Language.KOTLIN: "the npm package kotlin-compiler is not installed; run make languages"}


def test_the_command_lists_versions_and_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsa.management.commands.languages.get_backend", Backend)
    told = io.StringIO()

    call_command("languages", stdout=told)

    assert told.getvalue().splitlines() == [
        "C++     C++ 17, GCC 12.2.0",
        "SQL     SQL, SQLite 3.40.1",
        "Kotlin  not here: the npm package kotlin-compiler is not installed; run make languages",
    ]


# On the sandbox -------------------------------------------------------------------------------------------------------


def results(sandbox: SandboxBackend, language: Language, source: str, stdin: bytes = b"") -> list[Any]:
    if reason := sandbox.why_not(language):
        pytest.skip(reason)
    limits = Limits(cpu_seconds=5, wall_seconds=60, memory_kb=256 * 1024)
    return list(judge(sandbox, Program(language, source), [Test(stdin=stdin)], limits))


@pytest.mark.integration
@pytest.mark.parametrize(
    "source",
    [
        ".shell id",
        ".system id",
        ".read /etc/passwd",
        "ATTACH '/tmp/other' AS other;",
        "SELECT readfile('/proc/self/status');",
        ".import /etc/passwd host",
        "SELECT load_extension('x');",
    ],
)
def test_sql_answers_by_sql_alone(sandbox: SandboxBackend, source: str) -> None:
    """Neither a file nor another program, in which the problem could be solved instead."""
    (compiled,) = results(sandbox, Language.SQL, source)

    assert isinstance(compiled, CompileResult)
    assert not compiled.ok
    assert "safe mode" in compiled.output


@pytest.mark.integration
def test_go_collects_garbage_before_it_reaches_the_limit(sandbox: SandboxBackend) -> None:
    """160 MB in use and as much garbage: twice what is in use would be above the limit of 256 MB."""
    source = """package main

import "fmt"

var kept [][]byte

func main() {
	for i := 0; i < 160; i++ {
		kept = append(kept, filled())
	}
	for i := 0; i < 1000; i++ {
		kept[i%160] = filled()
	}
	fmt.Println(len(kept))
}

func filled() []byte {
	made := make([]byte, 1<<20)
	for i := range made {
		made[i] = 1
	}
	return made
}
"""
    _, result = results(sandbox, Language.GO, source)

    assert isinstance(result, TestResult)
    assert (result.verdict, result.run.stdout) == (Verdict.AC, b"160\n")


@pytest.mark.integration
def test_typescript_tells_lines_of_the_source(sandbox: SandboxBackend) -> None:
    source = (
        "interface Point {\n  x: number;\n}\nenum Colour { Red }\nconst p: Point = null;\nconsole.log(p.x);\n"
    )
    _, result = results(sandbox, Language.TYPESCRIPT, source)

    assert isinstance(result, TestResult)
    assert result.verdict is Verdict.RTE
    assert b"main.ts:6" in result.run.stderr


@pytest.mark.integration
def test_compilers_that_are_prepared_work_without_it_as_well(sandbox: SandboxBackend) -> None:
    source = "public class Main { public static void main(String[] a) { System.out.println(42); } }"
    results(sandbox, Language.JAVA, source)
    (prepared,) = sandbox.machine.workdir.prepared.glob("java-*")
    archive = prepared / "classes.jsa"
    assert archive.is_file()
    aside = archive.rename(prepared / "aside")
    try:
        compiled, result = results(sandbox, Language.JAVA, source)
    finally:
        aside.rename(archive)

    assert (compiled.ok, compiled.output) == (True, "")
    assert result.run.stdout == b"42\n"


@pytest.mark.integration
def test_the_starters_of_the_first_demo_problem_run_in_every_language(sandbox: SandboxBackend) -> None:
    """They read the input and print something: what is left to the candidate is the answer."""
    package = read_package(demo.FOLDER / DEMO_PROBLEMS[0])
    assert set(package.starter_code) == set(Language) - OPT_IN - {Language.C}
    for language, source in package.starter_code.items():
        if sandbox.why_not(language):
            continue
        limits = Limits(cpu_seconds=5, wall_seconds=60)
        compiled, result = judge(sandbox, Program(language, source), [Test(b"1 9 2 3\n", b"0\n")], limits)
        assert isinstance(compiled, CompileResult)
        assert compiled.ok, (language, compiled.output)
        assert isinstance(result, TestResult)
        assert result.verdict is Verdict.AC, (language, result.run)
