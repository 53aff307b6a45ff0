"""The `compile` and `run` scripts of a submission, made of the server's own commands."""

import subprocess
from pathlib import Path

import pytest

from dsa.execution import Language, Limits, PermanentError, Program
from dsa.execution.judge0.server import Server, ServerConfig, ServerLanguage
from dsa.execution.judge0.submissions import compile_script, run_script, submission_fields
from tests.dsa.execution.judge0_server import COMMANDS, MULTI_FILE, recorded_answer, unpacked

LIMITS = Limits(memory_kb=100_000)
C = ServerLanguage(50, "C", "main.c", "gcc %s main.c", "UNUSED=1 ./a.out")
PYTHON = ServerLanguage(71, "Python", "script.py", None, "python3 script.py")


def of_server(number: int) -> ServerLanguage:
    source_file, compile_command, run_command = COMMANDS[number]
    return ServerLanguage(number, str(number), source_file, compile_command, run_command)


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        (Language.C, 50, "/usr/local/gcc-9.2.0/bin/gcc -std=gnu17 -O2 -pthread main.c -lm\n"),
        (Language.CPP, 54, "/usr/local/gcc-9.2.0/bin/g++ -std=gnu++17 -O2 -pthread main.cpp\n"),
        (
            Language.JAVA,
            62,
            "/usr/local/openjdk13/bin/javac -encoding UTF-8 -proc:none -nowarn Main.java\n",
        ),
        (
            Language.TYPESCRIPT,
            74,
            "/usr/bin/tsc --target es2019 --lib es2019 --module commonjs node.d.ts script.ts\n",
        ),
        (
            Language.CSHARP,
            51,
            "/usr/local/mono-6.6.0.161/bin/mcs -optimize+ -warn:0 -r:System.Numerics Main.cs\n",
        ),
    ],
)
def test_compiles_as_the_sandbox_does(language: Language, number: int, expected: str) -> None:
    assert compile_script(language, of_server(number)) == expected


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        (Language.CPP, 54, "LD_LIBRARY_PATH=/usr/local/gcc-9.2.0/lib64 exec ./a.out\n"),
        (Language.PYTHON, 71, "exec /usr/local/python-3.8.1/bin/python3 script.py\n"),
        (
            Language.JAVA,
            62,
            "exec /usr/local/openjdk13/bin/java -Xmx100000k -Xss64m -XX:+UseSerialGC -XX:-UsePerfData Main\n",
        ),
        (
            Language.JAVASCRIPT,
            63,
            "exec /usr/local/node-12.14.0/bin/node --max-old-space-size=97 --stack-size=16000 script.js\n",
        ),
        (
            Language.TYPESCRIPT,
            74,
            "exec /usr/local/node-12.14.0/bin/node --max-old-space-size=97 --stack-size=16000 script.js\n",
        ),
        (
            Language.KOTLIN,
            78,
            "export JAVA_OPTS='-Xmx100000k -Xss64m -XX:+UseSerialGC -XX:-UsePerfData'\n"
            "exec /usr/local/kotlin-1.3.70/bin/kotlin MainKt\n",
        ),
        (
            Language.PHP,
            68,
            "exec /usr/local/php-7.4.1/bin/php -d memory_limit=100000K -d html_errors=0 -d display_errors=stderr "
            "-d log_errors=0 script.php\n",
        ),
        (
            Language.SQL,
            82,
            "exec /usr/bin/sqlite3 -batch -bail -init /dev/fd/3 :memory: 3<&0 <script.sql\n",
        ),
    ],
)
def test_runs_with_the_limits_of_the_runtime(language: Language, number: int, expected: str) -> None:
    assert run_script(language, of_server(number), LIMITS, 64_000) == expected


@pytest.mark.parametrize("command", ["cd x && ./a.out", "cat x | ./a.out", "./a.out; ./b.out"])
def test_command_that_is_not_a_single_one_stays_as_it_is(command: str) -> None:
    assert run_script(Language.C, ServerLanguage(1, "", "main.c", "", command), LIMITS, 1) == command + "\n"


def test_stack_of_node_stays_within_the_servers(tmp_path: Path) -> None:
    assert "--stack-size=6000 " in run_script(Language.JAVASCRIPT, of_server(63), LIMITS, 8_000)


def test_archive_holds_source_and_scripts() -> None:
    config = recorded_answer("config_info")
    numbers = {name: config[name] for name in ServerConfig.__dataclass_fields__}
    server = Server(ServerConfig(**numbers), {Language.C: C, Language.PYTHON: PYTHON}, {}, MULTI_FILE)

    in_c = submission_fields(server, Program(Language.C, "int main;"), LIMITS)
    in_python = submission_fields(server, Program(Language.PYTHON, "1"), LIMITS)

    assert in_c["language_id"] == in_python["language_id"] == MULTI_FILE
    assert unpacked(in_c)["main.c"] == "int main;"
    assert set(unpacked(in_c)) == {"main.c", "compile", "run"}
    assert set(unpacked(in_python)) == {"script.py", "run"}
    assert in_c == submission_fields(server, Program(Language.C, "int main;"), LIMITS)


def test_sql_reads_its_tables_from_the_input(tmp_path: Path) -> None:
    (tmp_path / "script.sql").write_text("SELECT sum(x) FROM numbers;")
    (tmp_path / "run").write_text(run_script(Language.SQL, of_server(82), LIMITS, 64_000))

    ran = subprocess.run(
        ["/bin/bash", "run"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        input=b"CREATE TABLE numbers (x);\nINSERT INTO numbers VALUES (20), (22);\n",
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"42\n", b"")


def test_sql_is_not_sent_without_scripts() -> None:
    config = recorded_answer("config_info")
    numbers = {name: config[name] for name in ServerConfig.__dataclass_fields__}
    server = Server(ServerConfig(**numbers), {Language.SQL: of_server(82)}, {}, None)

    with pytest.raises(PermanentError, match="ENABLE_ADDITIONAL_FILES"):
        submission_fields(server, Program(Language.SQL, "SELECT 1;"), LIMITS)


def test_typescript_knows_what_it_needs_of_node() -> None:
    config = recorded_answer("config_info")
    numbers = {name: config[name] for name in ServerConfig.__dataclass_fields__}
    server = Server(ServerConfig(**numbers), {Language.TYPESCRIPT: of_server(74)}, {}, MULTI_FILE)

    files = unpacked(submission_fields(server, Program(Language.TYPESCRIPT, "1"), LIMITS))

    assert 'declare module "fs";' in files["node.d.ts"]


def test_scripts_work_in_a_shell(tmp_path: Path) -> None:
    """With the mathematical library, and the program's own signal is seen by whoever started the shell."""
    source = (
        "#include <math.h>\n#include <signal.h>\nint main(int c, char **v) { raise((int)sqrt(81.0 * c)); }\n"
    )
    (tmp_path / "main.c").write_text(source)
    (tmp_path / "compile").write_text(compile_script(Language.C, C))
    (tmp_path / "run").write_text(run_script(Language.C, C, LIMITS, 64_000))

    subprocess.run(["/bin/bash", "compile"], cwd=tmp_path, check=True)
    ran = subprocess.run(["/bin/bash", "run"], cwd=tmp_path, check=False, capture_output=True)

    assert (ran.returncode, ran.stdout, ran.stderr) == (-9, b"", b"")
