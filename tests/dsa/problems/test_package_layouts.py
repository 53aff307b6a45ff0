"""Packages are read in both layouts, from folders and from zips."""

from pathlib import Path

import pytest

from dsa.choices import Licence
from dsa.execution import Comparison, Language, Verdict
from dsa.models.expectation import Expectation
from dsa.problems.importer import store_package
from dsa.problems.package_format import ProblemPackage, read_package
from tests.dsa.problems.packages import LAYOUTS, Files, Layout, package_files, write_folder, write_zip

AC, WA, TLE, RTE, MLE, OLE = Verdict.AC, Verdict.WA, Verdict.TLE, Verdict.RTE, Verdict.MLE, Verdict.OLE


def read_files(tmp_path: Path, files: Files) -> ProblemPackage:
    return read_package(write_folder(tmp_path / "twice", files))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["folder", "zip of the folder", "zip of its files", "kpp"])
def test_reads_every_form_of_every_layout_alike(tmp_path: Path, layout: Layout, form: str) -> None:
    files = package_files(layout)
    wrapped = {f"twice/{name}": content for name, content in files.items()}
    match form:
        case "folder":
            path = write_folder(tmp_path / "twice", files)
        case "zip of the folder":
            path = write_zip(tmp_path / "twice.zip", wrapped | {"__MACOSX/twice/._x": b""})
        case "zip of its files":
            path = write_zip(tmp_path / "twice.zip", files)
        case _:
            path = write_zip(tmp_path / "twice.kpp", wrapped)
    package = read_package(path)
    assert package.key == "twice"
    assert package.licence == Licence.CC_BY_SA
    assert package.rights_owner == "Anna Author"
    assert [(test.name, test.is_sample, test.input, test.answer) for test in package.tests] == [
        ("sample/1", True, b"2\n", b"4\n"),
        ("secret/01", False, b"3\n", b"6\n"),
        ("secret/02", False, b"10\n", b"20\n"),
    ]
    (statement,) = package.statements
    assert (statement.language, statement.title) == ("en", "Twice")
    assert "$n \\le 10^5$" in statement.markdown
    assert "## Input" in statement.markdown
    assert "nextsample" not in statement.markdown
    assert [(one.name, one.language, one.expectation) for one in package.submissions] == [
        ("accepted/double.py", Language.PYTHON, Expectation(frozenset({AC}))),
        ("wrong_answer/square.py", Language.PYTHON, Expectation(frozenset({AC, WA}), frozenset({WA}))),
    ]
    assert package.limits.time_seconds is None
    assert package.limits.time_multiplier == (5 if layout == "legacy" else 2)
    assert package.warnings == []


def test_prefers_english_and_keeps_other_statements(tmp_path: Path) -> None:
    files = package_files("2025-09", yaml="", without=("problem.yaml",))
    files["problem.yaml"] = (
        b"problem_format_version: 2025-09\nlicense: cc0\nname:\n  de: Doppelt\n  en: Twice\n  pt-BR: Dobro\n"
    )
    files["statement/problem.de.md"] = b"Eine Zahl.\n"
    files["statement/problem.pt-BR.md"] = b"Um numero.\n"
    statements = read_files(tmp_path, files).statements
    assert [(one.language, one.title) for one in statements] == [
        ("en", "Twice"),
        ("de", "Doppelt"),
        ("pt-BR", "Dobro"),
    ]


def test_takes_another_language_where_there_is_no_english(tmp_path: Path) -> None:
    files = package_files("legacy", without=("problem_statement/problem.en.tex", "problem.yaml"))
    files["problem.yaml"] = b"license: cc0\n"
    files["problem_statement/problem.sv.tex"] = (
        b"%% plainproblemname: Dubbelt\n\\problemname{$2n$}\nEtt tal.\n"
    )
    (statement,) = read_files(tmp_path, files).statements
    assert (statement.language, statement.title) == ("sv", "Dubbelt")


def test_converts_the_latex_of_the_format(tmp_path: Path) -> None:
    files = package_files("legacy")
    files["problem_statement/problem.en.tex"] = rb"""\problemname{Twice}
\illustration{0.3}{fig.png}{A \emph{figure}.}
Some ``quoted'' \textbf{bold} text.
\begin{itemize}\item $x_1$ \item two\end{itemize}
\begin{Output}
$$x = 2n$$
\begin{tabular}{|l|r|}\hline a & b \\ \hline\end{tabular}
\end{Output}
\input{/etc/passwd}
\nextsample
"""
    files["problem_statement/fig.png"] = b"\x89PNG"
    package = read_files(tmp_path, files)
    markdown = package.statements[0].markdown
    for piece in ("**bold**", "- $x_1$", "## Output", "$$x = 2n$$", "![", "(fig.png)", "| a "):
        assert piece in markdown
    assert "root:" not in markdown
    assert package.images == {"fig.png": b"\x89PNG"}


def test_derives_nothing_where_the_package_has_limits(tmp_path: Path) -> None:
    yaml = "limits:\n  time_limit: 1.5\n  memory: 512\n  output: 16\n"
    limits = read_files(tmp_path, package_files("2025-09", yaml=yaml)).limits
    assert (limits.time_seconds, limits.memory_mb, limits.output_mb) == (1.5, 512, 16)


@pytest.mark.parametrize(
    ("layout", "extra", "comparison"),
    [
        (
            "legacy",
            {"problem.yaml": b"validator_flags: case_sensitive space_change_sensitive\n"},
            Comparison(True, True),
        ),
        (
            "legacy",
            {"problem.yaml": b"validator_flags: float_tolerance 1e-6\n"},
            Comparison(False, False, 1e-6, 1e-6),
        ),
        (
            "2025-09",
            {
                "data/secret/test_group.yaml": b"output_validator_args: [float_absolute_tolerance, 1e-4]\n",
                "data/sample/test_group.yaml": b"output_validator_args: [float_absolute_tolerance, '1e-4']\n",
            },
            Comparison(float_absolute_tolerance=1e-4),
        ),
    ],
)
def test_takes_over_how_output_is_compared(
    tmp_path: Path, layout: Layout, extra: Files, comparison: Comparison
) -> None:
    files = package_files(layout)
    for name, content in extra.items():
        files[name] = files.get(name, b"") + content
    assert read_files(tmp_path, files).comparison == comparison


def test_submissions_yaml_says_what_is_expected(tmp_path: Path) -> None:
    files = package_files("2025-09") | {
        "submissions/mixed/a.cpp": b"int main(){}",
        "submissions/time_limit_exceeded/slow.js": b"for(;;);",
        "submissions/run_time_error/crash.c": b"int main(){return 1;}",
        "submissions/submissions.yaml": b"mixed/*.{cpp,py}:\n  permitted: [AC, RTE]\n  required: [RTE]\n"
        b"time_limit_exceeded:\n  permitted: [AC, WA, TLE]\n",
    }
    expected = {one.name: one.expectation for one in read_files(tmp_path, files).submissions}
    errors = frozenset({RTE, MLE, OLE})
    assert expected["mixed/a.cpp"] == Expectation(errors | {AC}, errors)
    assert expected["time_limit_exceeded/slow.js"] == Expectation(frozenset({AC, WA, TLE}), frozenset({TLE}))
    assert expected["run_time_error/crash.c"] == Expectation(errors | {AC}, errors)


def test_names_each_submission_that_cannot_be_run(tmp_path: Path) -> None:
    files = package_files("2025-09") | {
        "submissions/accepted/other.hs": b"main = print 1",
        "submissions/accepted/two/a.py": b"",
        "submissions/accepted/two/b.py": b"",
        "submissions/accepted/old.py": b"#!/usr/bin/python2\nprint 1\n",
    }
    package = read_files(tmp_path, files)
    assert len(package.submissions) == 2
    assert [warning.split(" is ")[0] for warning in package.warnings] == [
        "submissions/accepted/old.py",
        "submissions/accepted/other.hs",
        "submissions/accepted/two",
    ]


def test_names_what_candidates_do_not_get(tmp_path: Path) -> None:
    files = package_files("2025-09") | {"data/sample/1.out": b"4\n", "attachments/tool.py": b""}
    assert read_files(tmp_path, files).warnings == [
        "Samples are shown as they are judged; what the package would show instead is left out.",
        "attachments/tool.py is left out: candidates get no attachments.",
    ]


def test_calls_the_class_of_a_java_program_main(tmp_path: Path) -> None:
    files = package_files("2025-09") | {
        "submissions/accepted/Anna.java": b'public class Anna { Anna() {} static String s = "Annabel"; }'
    }
    sources = {one.name: one.source for one in read_files(tmp_path, files).submissions}
    assert sources["accepted/Anna.java"] == 'public class Main { Main() {} static String s = "Annabel"; }'


def test_puts_constants_into_statements_and_programs(tmp_path: Path) -> None:
    files = package_files("2025-09", yaml="constants:\n  most: 100000\n")
    files["statement/problem.en.md"] = b"At most {{most}}, not {{other}}.\n"
    files["submissions/accepted/double.py"] = b"MOST = {{most}}\n"
    package = read_files(tmp_path, files)
    assert package.statements[0].markdown == "At most 100000, not {{other}}."
    assert package.submissions[0].source == "MOST = 100000\n"


@pytest.mark.django_db
def test_sql_is_offered_where_the_package_has_code_in_it(tmp_path: Path) -> None:
    """Its submissions tell their language by their names, as those of every language."""
    files = package_files("2025-09")
    files["submissions/accepted/totals.sql"] = b"SELECT sum(x) FROM numbers;\n"
    files["attachments/starter.kt"] = b"fun main() {}\n"
    package = read_files(tmp_path, files)
    assert package.starter_code == {Language.KOTLIN: "fun main() {}\n"}

    problem = store_package(package=package).problem

    assert {(row.language, row.is_offered) for row in problem.languages.all()} == {
        ("sql", True),
        ("kotlin", True),
    }


def test_takes_hints_of_samples_starter_code_and_languages(tmp_path: Path) -> None:
    files = package_files("2025-09", yaml="languages: [python3, cpp, haskell]\n") | {
        "data/sample/1.yaml": b"hint: Twice two.\n",
        "data/secret/01.yaml": b"hint: Not for candidates.\n",
        "attachments/starter.py": b"n = int(input())\n",
    }
    package = read_files(tmp_path, files)
    assert [test.explanation for test in package.tests] == ["Twice two.", "", ""]
    assert package.starter_code == {Language.PYTHON: "n = int(input())\n"}
    assert package.languages == frozenset({Language.PYTHON, Language.CPP})


def test_follows_links_inside_the_package(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "twice", package_files("2025-09"))
    (folder / "data/secret/03.in").symlink_to("../sample/1.in")
    (folder / "data/secret/03.ans").symlink_to("../sample/1.ans")
    (folder / "submissions/rejected").symlink_to("wrong_answer")
    package = read_package(folder)
    assert package.tests[-1].input == b"2\n"
    assert "rejected/square.py" in [one.name for one in package.submissions]


def test_follows_links_inside_a_zip(tmp_path: Path) -> None:
    links = {
        "data/secret/03.in": "../sample/1.in",
        "data/secret/03.ans": "./../sample/1.ans",
        "submissions/rejected": "wrong_answer",
    }
    package = read_package(write_zip(tmp_path / "twice.zip", package_files("2025-09"), links=links))
    assert (package.tests[-1].input, package.tests[-1].answer) == (b"2\n", b"4\n")
    assert "rejected/square.py" in [one.name for one in package.submissions]


def test_ignores_files_of_other_tools(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "twice", package_files("2025-09") | {".git/config": b"", "data/secret/.x.in": b""}
    )
    (folder / ".cache").symlink_to("/etc")
    assert len(read_package(folder).tests) == 3
