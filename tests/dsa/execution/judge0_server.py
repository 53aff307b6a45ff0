"""A stand-in for a Judge0 server that answers with recorded exchanges.

It knows the programs that were recorded and answers for them what the real server answered; anything that a real one
would refuse it refuses in the same words, so a client that passes here speaks Judge0's dialect.

It keeps state as a real one does: a queue of limited size, workers that take from it, and submissions by token. Each
poll is a turn in which every worker ends what it has and takes the next. `faults` makes single requests fail;
`is_down`, `is_hanging`, `token`, `workers` and `missing_compilers` put the whole server into trouble.
"""

import base64
import io
import json
import re
import secrets
import signal
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dsa.execution.judge0.probes import INPUT, SOURCES
from dsa.execution.languages import Language

EXCHANGES = Path(__file__).parent / "exchanges"
TOKEN = "test-token"
KNOWN_FIELDS = {
    "token",
    "status_id",
    "stdout",
    "stderr",
    "compile_output",
    "message",
    "time",
    "wall_time",
    "memory",
    "exit_code",
    "exit_signal",
}
ENCODED = {"stdout", "stderr", "compile_output", "message"}
MAXIMA = {
    "cpu_time_limit": (0, 15.0),
    "cpu_extra_time": (0, 5.0),
    "wall_time_limit": (1, 20.0),
    "memory_limit": (2048, 512_000),
    "stack_limit": (0, 128_000),
    "max_processes_and_or_threads": (1, 120),
    "max_file_size": (0, 4096),
}
ACCEPTED = {*MAXIMA, "source_code", "language_id", "stdin", "enable_network", "additional_files"}
MULTI_FILE = 89
# The languages of Judge0 1.13.1, as its db/languages/active.rb has them.
COMMANDS: dict[int, tuple[str, str | None, str]] = {
    50: ("main.c", "/usr/local/gcc-9.2.0/bin/gcc %s main.c", "./a.out"),
    54: (
        "main.cpp",
        "/usr/local/gcc-9.2.0/bin/g++ %s main.cpp",
        "LD_LIBRARY_PATH=/usr/local/gcc-9.2.0/lib64 ./a.out",
    ),
    60: (
        "main.go",
        "GOCACHE=/tmp/.cache/go-build /usr/local/go-1.13.5/bin/go build %s main.go",
        "./main",
    ),
    62: ("Main.java", "/usr/local/openjdk13/bin/javac %s Main.java", "/usr/local/openjdk13/bin/java Main"),
    63: ("script.js", None, "/usr/local/node-12.14.0/bin/node script.js"),
    71: ("script.py", None, "/usr/local/python-3.8.1/bin/python3 script.py"),
    46: ("script.sh", None, "/usr/local/bash-5.0/bin/bash script.sh"),
    51: (
        "Main.cs",
        "/usr/local/mono-6.6.0.161/bin/mcs %s Main.cs",
        "/usr/local/mono-6.6.0.161/bin/mono Main.exe",
    ),
    68: ("script.php", None, "/usr/local/php-7.4.1/bin/php script.php"),
    72: ("script.rb", None, "/usr/local/ruby-2.7.0/bin/ruby script.rb"),
    74: ("script.ts", "/usr/bin/tsc %s script.ts", "/usr/local/node-12.14.0/bin/node script.js"),
    78: (
        "Main.kt",
        "/usr/local/kotlin-1.3.70/bin/kotlinc %s Main.kt",
        "/usr/local/kotlin-1.3.70/bin/kotlin MainKt",
    ),
    82: ("script.sql", None, "/bin/cat script.sql | /usr/bin/sqlite3 db.sqlite"),
    73: ("main.rs", "/usr/local/rust-1.40.0/bin/rustc %s main.rs", "./main"),
}
PROBED: dict[str, Language] = {source: language for language, source in SOURCES.items()}
SHELL_LINE = re.compile(r"run: line \d+: +\d+ [^\n]*\n\Z")
# What Judge0's Status makes of a signal that isolate tells.
STATUS_OF_SIGNAL = {signal.SIGSEGV: 7, signal.SIGXFSZ: 8, signal.SIGFPE: 9, signal.SIGABRT: 10}


def exchanges(name: str) -> list[dict[str, Any]]:
    return list(json.loads((EXCHANGES / f"{name}.json").read_text())["exchanges"])


def recorded_answer(name: str) -> Any:
    return exchanges(name)[-1]["response"]["json"]


def _recorded_runs() -> dict[tuple[int, str, str], dict[str, Any]]:
    """What each recorded program did, by language, source and input, in plain text."""
    found = {}
    for path in EXCHANGES.glob("*.json"):
        for exchange in exchanges(path.stem):
            body, answer = exchange["request"]["body"], exchange["response"].get("json")
            if not isinstance(answer, dict) or "exit_code" not in answer or not isinstance(body, dict):
                continue
            plain = dict(answer)
            source, stdin = body["source_code"], body.get("stdin") or ""
            if "base64_encoded=true" in exchange["request"]["path"]:
                source = base64.b64decode(source).decode()
                plain |= {name: base64.b64decode(plain[name]).decode() for name in ENCODED if plain.get(name)}
            found[body["language_id"], source, stdin] = plain
    return found


def encode(text: str | bytes | None) -> str | None:
    """Base64 as Judge0 writes it: in lines of 60 with a newline at the end."""
    if text is None:
        return None
    whole = base64.b64encode(text.encode() if isinstance(text, str) else text).decode()
    return "".join(f"{whole[start : start + 60]}\n" for start in range(0, len(whole), 60))


def _as_the_shell_itself(run: dict[str, Any]) -> dict[str, Any]:
    """What isolate tells of a recorded run where the shell has become the program: a signal as a signal."""
    found = SHELL_LINE.search(run["stderr"] or "")
    if found is None:
        return run
    number = run["exit_code"] - 128
    return {
        **run,
        "exit_code": 0,
        "exit_signal": number,
        "stderr": run["stderr"][: found.start()] or None,
        "message": f"Caught fatal signal {number}",
        "status": {"id": STATUS_OF_SIGNAL.get(signal.Signals(number), 12)},
    }


def unpacked(member: dict[str, Any]) -> dict[str, str]:
    """The files that a submission brings, by name."""
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(member["additional_files"]))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@dataclass
class StandIn:
    """The server's state, for tests to look at and to disturb."""

    runs: dict[tuple[int, str, str], dict[str, Any]] = field(default_factory=_recorded_runs)
    config: dict[str, Any] = field(default_factory=lambda: dict(recorded_answer("config_info")))
    # One for each request to come, taken in turn: a status, or "cut", "junk", "slow", "lose".
    faults: list[tuple[str, int | str]] = field(default_factory=list)
    # Trouble that lasts.
    is_down: bool = False
    is_hanging: bool = False
    token: str = TOKEN
    workers: int = 4
    missing_compilers: set[int] = field(default_factory=set)
    # What was sent, the client's probes apart.
    created: list[dict[str, Any]] = field(default_factory=list)
    probed: list[Language] = field(default_factory=list)
    # Waiting, at work, and everything by its token.
    queue: list[str] = field(default_factory=list)
    at_work: list[str] = field(default_factory=list)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    times_full: int = 0
    requests: list[str] = field(default_factory=list)
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    released: threading.Event = field(default_factory=threading.Event)

    def fault(self, method: str) -> int | str | None:
        with self.lock:
            for index, (wanted, fault) in enumerate(self.faults):
                if wanted == method:
                    del self.faults[index]
                    return fault
        return None

    def create(self, member: dict[str, Any]) -> dict[str, Any]:
        """A token, or what is wrong with the submission, by field."""
        wrong: dict[str, list[str]] = {}
        for name, (least, most) in MAXIMA.items():
            if name in member and not least <= member[name] <= most:
                word, bound = ("less", most) if member[name] > most else ("greater", least)
                wrong[name] = [f"must be {word} than or equal to {bound}"]
        known = {entry["id"] for entry in recorded_answer("languages")}
        number: int = member.get("language_id", 0)
        if number not in known:
            wrong["language_id"] = [f"language with id {number} doesn't exist"]
        # A real server would take these silently; for a client of ours they are mistakes.
        for name in set(member) - ACCEPTED:
            wrong[name] = ["is not a field that TalentSync should send"]
        if member.get("enable_network") is not False:
            wrong["enable_network"] = ["must be sent as false: the server's default may be true"]
        stdin = base64.b64decode(member["stdin"], validate=True).decode()
        if number == MULTI_FILE:
            if member.get("source_code"):
                wrong["source_code"] = ["must be blank"]
            if not self.config["enable_additional_files"]:
                wrong["additional_files"] = ["setting additional files is not allowed"]
        else:
            source = base64.b64decode(member.get("source_code", ""), validate=True).decode()
            if not source.strip():
                wrong["source_code"] = ["can't be blank"]
        if wrong:
            return wrong
        is_replaced = False
        if number == MULTI_FILE:
            files = unpacked(member)
            number = next(one for one, (name, _, _) in COMMANDS.items() if name in files)
            source = files[COMMANDS[number][0]]
            is_replaced = re.search(r"(?:^| )exec ", files["run"]) is not None
        token = secrets.token_hex(16)
        with self.lock:
            if source in PROBED:
                self.probed.append(PROBED[source])
                run = {**self.runs[71, "print(1)", ""], "stdout": INPUT.decode()}
            else:
                self.created.append(member)
                run = self.runs[number, source, stdin]
            if number in self.missing_compilers:
                gone = (
                    f"compile: line 1: {(COMMANDS[number][1] or '').split()[0]}: No such file or directory\n"
                )
                run = recorded_answer("compile_error_cpp_base64") | {
                    "compile_output": gone,
                    "status": {"id": 6},
                }
            self.tokens[token] = _as_the_shell_itself(run) if is_replaced else run
            self.queue.append(token)
        return {"token": token}

    def turn(self) -> None:
        """The workers end what they have, and take the next."""
        with self.lock:
            self.at_work, self.queue = self.queue[: self.workers], self.queue[self.workers :]

    def answer(self, token: str, fields: list[str]) -> dict[str, Any] | None:
        """The submission as a poll sees it: in the queue, at work, or finished."""
        with self.lock:
            if token not in self.tokens:
                return None
            run = self.tokens[token]
            unfinished = 1 if token in self.queue else 2 if token in self.at_work else None
        if unfinished is not None:
            return {name: {"token": token, "status_id": unfinished}.get(name) for name in fields}
        whole = {"status_id": run["status"]["id"], **run, "token": token}
        return {name: encode(whole.get(name)) if name in ENCODED else whole.get(name) for name in fields}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._respond("GET", None)

    def do_POST(self) -> None:
        self._respond("POST", self.rfile.read(int(self.headers["Content-Length"])))

    def _respond(self, method: str, body: bytes | None) -> None:
        self.stand_in.requests.append(f"{method} {self.path}")
        fault = self.stand_in.fault(method)
        if self.stand_in.is_hanging:
            self.stand_in.released.wait()
        if self.stand_in.is_down or self.stand_in.is_hanging or fault == "cut":
            self.close_connection = True
            self.connection.close()
        elif fault == "slow":
            time.sleep(1.5)
            self._send(200, {})
        elif fault == "junk":
            self._send(200, "<html>a proxy's page</html>")
        elif isinstance(fault, int):
            self._send(fault, {"error": "queue is full"} if fault == 503 else None)
        elif self.headers.get("X-Auth-Token") != self.stand_in.token:
            self._send(401, None)
        else:
            self._send(*self._route(method, body, fault))

    def _route(self, method: str, body: bytes | None, fault: int | str | None) -> tuple[int, Any]:
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if (method, url.path) == ("GET", "/config_info"):
            return 200, self.stand_in.config
        if (method, url.path) == ("GET", "/languages"):
            return 200, recorded_answer("languages")
        if (method, url.path) == ("GET", "/workers"):
            (queue,) = recorded_answer("workers")
            counts = {"size": len(self.stand_in.queue), "available": self.stand_in.workers, "paused": 0}
            return 200, [queue | counts]
        if method == "GET" and (found := re.fullmatch(r"/languages/(\d+)", url.path)):
            source_file, compile_command, run_command = COMMANDS[int(found.group(1))]
            return 200, recorded_answer("languages_one") | {
                "id": int(found.group(1)),
                "source_file": source_file,
                "compile_cmd": compile_command,
                "run_cmd": run_command,
            }
        if url.path != "/submissions/batch":
            return 404, None
        if query.get("base64_encoded") != "true":
            return 400, {
                "error": "send base64_encoded=true: its absence means something else on each version"
            }
        if method == "GET":
            fields = query.get("fields", "token,status_id").split(",")
            if unknown := set(fields) - KNOWN_FIELDS:
                return 400, {"error": f"invalid fields: {sorted(unknown)}"}
            self.stand_in.turn()
            answers = [self.stand_in.answer(token, fields) for token in query["tokens"].split(",")]
            return 200, {"submissions": [None] * len(answers) if fault == "lose" else answers}
        members = json.loads(body or b"")["submissions"]
        if len(members) > self.stand_in.config["max_submission_batch_size"]:
            return 400, recorded_answer("batch_too_big")
        if not members:
            return 400, {"error": "there should be at least one submission in a batch"}
        if len(self.stand_in.queue) + len(members) > self.stand_in.config["max_queue_size"]:
            self.stand_in.times_full += 1
            return 503, {"error": "queue is full"}
        created = [self.stand_in.create(member) for member in members]
        return (201 if any("token" in one for one in created) else 422), created

    def _send(self, status: int, answer: Any) -> None:
        content = (
            b""
            if answer is None
            else answer.encode()
            if isinstance(answer, str)
            else json.dumps(answer).encode()
        )
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            pass  # a client that did not wait


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Many clients at once must not wait for the kernel to try again.
    request_queue_size = 128


@contextmanager
def judge0_server() -> Iterator[StandIn]:
    """A running stand-in on loopback."""
    stand_in = StandIn()
    handler = type("Handler", (_Handler,), {"stand_in": stand_in})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield stand_in
        finally:
            stand_in.released.set()
            server.shutdown()
            thread.join()
