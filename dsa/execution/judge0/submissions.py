"""What is sent to a Judge0 server for a program: limits, and own scripts where the server takes them.

As a plain submission a program gets no options for its runtime: Java gets a heap by the host's memory, and node a small
stack. So it is sent as a "Multi-file program", whose `compile` and `run` scripts are made of the server's own commands.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from dsa.execution.judge0.api import encode
from dsa.execution.judge0.server import Server, ServerConfig, ServerLanguage
from dsa.execution.languages import Language, go_soft_limit
from dsa.execution.types import Limits, PermanentError, Program
from dsa.execution.verdicts import memory_ceiling_kb

STACK_KB = 64_000
NODE_STACK_KB = 16_000
# What a server's `%s` stands for, and what has to come last: as the sandbox compiles.
COMPILER_OPTIONS: Mapping[Language, tuple[str, str]] = {
    Language.C: ("-std=gnu17 -O2 -pthread", "-lm"),
    Language.CPP: ("-std=gnu++17 -O2 -pthread", ""),
    Language.JAVA: ("-encoding UTF-8 -proc:none -nowarn", ""),
    Language.RUST: ("-O", ""),
    Language.TYPESCRIPT: ("--target es2019 --lib es2019 --module commonjs node.d.ts", ""),
    Language.CSHARP: ("-optimize+ -warn:0 -r:System.Numerics", ""),
}
RUNTIME: Mapping[Language, re.Pattern[str]] = {
    Language.JAVA: re.compile(r"(?<!\S)(\S*\bjava)(?=\s)"),
    Language.JAVASCRIPT: re.compile(r"(?<!\S)(\S*\bnode(?:js)?)(?=\s)"),
    Language.TYPESCRIPT: re.compile(r"(?<!\S)(\S*\bnode(?:js)?)(?=\s)"),
    Language.PHP: re.compile(r"(?<!\S)(\S*\bphp)(?=\s)"),
}
SQLITE = re.compile(r"(?<!\S)\S*\bsqlite3(?=\s)")
# The server's TypeScript knows nothing of Node, so that a program could not even read its input.
NODE_TYPES = "declare var require: any, process: any, console: any, Buffer: any;\n" + "".join(
    f'declare module "{name}";\n'
    for name in ("assert", "events", "fs", "os", "path", "process", "readline", "util")
)
# What a language's programs need beside their source.
COMPANIONS: Mapping[Language, Mapping[str, bytes]] = {Language.TYPESCRIPT: {"node.d.ts": NODE_TYPES.encode()}}
# A single command, after variables that are set for it.
SINGLE_COMMAND = re.compile(r"(?P<variables>(?:[A-Za-z_]\w*=[^\s&|;<>`$()]*\s+)*)(?P<command>[^&|;<>`$()]+)")
ARCHIVE_TIME = (1980, 1, 1, 0, 0, 0)


def submission_fields(server: Server, program: Program, limits: Limits) -> dict[str, Any]:
    """What every submission of this program carries, stdin aside. Raises PermanentError for limits beyond the server's.

    The clock and the number of processes only stop what is stuck or runs wild, so those are cut to what the server
    allows; less CPU time or memory than the problem says would be another verdict.
    """
    config = server.config
    memory_kb = min(
        memory_ceiling_kb(program.language, limits), max(int(config.max_memory_limit), limits.memory_kb)
    )
    for name, wanted, most in (
        ("CPU time", limits.cpu_seconds, config.max_cpu_time_limit),
        ("memory in KB", memory_kb, config.max_memory_limit),
    ):
        if wanted > most:
            raise PermanentError(
                f"the Judge0 server allows {most:g} of {name} and the problem needs {wanted:g}"
            )
    return {
        **_program_fields(server, program, limits),
        "cpu_time_limit": limits.cpu_seconds,
        "cpu_extra_time": min(0.5, config.max_cpu_extra_time),
        "wall_time_limit": min(max(limits.wall, 1), config.max_wall_time_limit),
        "memory_limit": memory_kb,
        "stack_limit": _stack_kb(config),
        "max_processes_and_or_threads": int(
            min(
                max(limits.processes, config.max_processes_and_or_threads),
                config.max_max_processes_and_or_threads,
            )
        ),
        # It bounds standard output, standard error and every file of the program; the output's own limit is looked at
        # afterwards.
        "max_file_size": int(config.max_max_file_size),
        "enable_network": False,
    }


def fingerprint(fields: Mapping[str, Any], inputs: Sequence[bytes]) -> str:
    """The same for the same submissions only."""
    whole = hashlib.sha256(json.dumps(fields, sort_keys=True).encode())
    for given in inputs:
        whole.update(hashlib.sha256(given).digest())
    return whole.hexdigest()


def _stack_kb(config: ServerConfig) -> int:
    return int(min(STACK_KB, config.max_stack_limit))


def _program_fields(server: Server, program: Program, limits: Limits) -> dict[str, Any]:
    language = server.languages[program.language]
    source = program.source.encode("utf-8", "replace")
    if server.multi_file is None or not language.run_command:
        if program.language is Language.SQL:
            raise PermanentError(
                "SQL reads its tables from the input, for which the Judge0 server has to let submissions bring files "
                "(ENABLE_ADDITIONAL_FILES)"
            )
        return {"language_id": language.number, "source_code": encode(source)}
    files = {language.source_file: source, **COMPANIONS.get(program.language, {})}
    if language.compile_command is not None:
        files["compile"] = compile_script(program.language, language).encode()
    files["run"] = run_script(program.language, language, limits, _stack_kb(server.config)).encode()
    return {"language_id": server.multi_file, "additional_files": encode(_archive(files))}


def compile_script(language: Language, offered: ServerLanguage) -> str:
    """The server's own command with the sandbox's options."""
    options, last = COMPILER_OPTIONS.get(language, ("", ""))
    return f"{(offered.compile_command or '').replace('%s', options)} {last}".rstrip() + "\n"


def run_script(language: Language, offered: ServerLanguage, limits: Limits, stack_kb: int) -> str:
    """The server's own command with options for the runtime.

    The shell becomes the program, so that the server sees the program's own signal, and standard error has no line of
    the shell's.
    """
    if language is Language.SQL:
        sqlite = SQLITE.search(offered.run_command)
        command = "sqlite3" if sqlite is None else sqlite.group()
        # As in the sandbox: the input first, then the program.
        return f"exec {command} -batch -bail -init /dev/fd/3 :memory: 3<&0 <{offered.source_file}\n"
    command = offered.run_command
    if options := _runtime_options(language, limits, stack_kb):
        command = RUNTIME[language].sub(lambda found: f"{found.group(1)} {options}", command, count=1)
    single = SINGLE_COMMAND.fullmatch(command)
    if single is not None:
        command = f"{single['variables']}exec {single['command']}"
    return f"{_exports(language, limits)}{command}\n"


def _runtime_options(language: Language, limits: Limits, stack_kb: int) -> str:
    if language is Language.JAVA:
        return _jvm_options(limits)
    if language is Language.PHP:
        return (
            f"-d memory_limit={limits.memory_kb}K -d html_errors=0 -d display_errors=stderr -d log_errors=0"
        )
    if language in {Language.JAVASCRIPT, Language.TYPESCRIPT}:
        heap_mb = max(limits.memory_kb // 1024, 16)
        return f"--max-old-space-size={heap_mb} --stack-size={min(NODE_STACK_KB, stack_kb * 3 // 4)}"
    return ""


def _jvm_options(limits: Limits) -> str:
    return f"-Xmx{limits.memory_kb}k -Xss64m -XX:+UseSerialGC -XX:-UsePerfData"


def _exports(language: Language, limits: Limits) -> str:
    """A line that tells the runtime its limits, for those that read them from a variable."""
    variables = {
        Language.KOTLIN: ("JAVA_OPTS", _jvm_options(limits)),
        Language.CSHARP: ("MONO_GC_PARAMS", f"max-heap-size={max(limits.memory_kb, 16 * 1024)}k"),
        Language.GO: ("GOMEMLIMIT", go_soft_limit(limits.memory_kb)),
    }
    if language not in variables:
        return ""
    name, value = variables[language]
    return f"export {name}='{value}'\n"


def _archive(files: Mapping[str, bytes]) -> bytes:
    """A zip archive, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, ARCHIVE_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
