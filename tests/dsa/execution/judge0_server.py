"""A stand-in for a Judge0 server that answers with recorded exchanges.

It knows the programs that were recorded and answers for them what the real server answered; anything that a real one
would refuse it refuses in the same words, so a client that passes here speaks Judge0's dialect. `faults` makes it fail.
"""

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

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
ACCEPTED = {*MAXIMA, "source_code", "language_id", "stdin", "enable_network", "compiler_options"}


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


@dataclass
class StandIn:
    """The server's state, for tests to look at and to disturb."""

    runs: dict[tuple[int, str, str], dict[str, Any]] = field(default_factory=_recorded_runs)
    config: dict[str, Any] = field(default_factory=lambda: dict(recorded_answer("config_info")))
    # One for each request to come, taken in turn: a status, or "cut", "junk", "slow", "lose".
    faults: list[tuple[str, int | str]] = field(default_factory=list)
    created: list[dict[str, Any]] = field(default_factory=list)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    polls: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

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
        if member.get("language_id") not in known:
            wrong["language_id"] = [f"language with id {member.get('language_id')} doesn't exist"]
        # A real server would take these silently; for a client of ours they are mistakes.
        for name in set(member) - ACCEPTED:
            wrong[name] = ["is not a field that TalentSync should send"]
        if member.get("enable_network") is not False:
            wrong["enable_network"] = ["must be sent as false: the server's default may be true"]
        try:
            source = base64.b64decode(member["source_code"], validate=True).decode()
            stdin = base64.b64decode(member["stdin"], validate=True).decode()
        except (KeyError, ValueError):
            wrong["source_code"] = ["can't be blank"]
        if wrong:
            return wrong
        token = secrets.token_hex(16)
        with self.lock:
            self.created.append(member)
            self.tokens[token] = self.runs[member["language_id"], source, stdin]
        return {"token": token}

    def answer(self, token: str, fields: list[str]) -> dict[str, Any] | None:
        """The submission as a poll sees it: first in the queue, then at work, then finished."""
        with self.lock:
            if token not in self.tokens:
                return None
            poll = self.polls[token] = self.polls.get(token, 0) + 1
            run = self.tokens[token]
        if poll < 3:
            return {name: {"token": token, "status_id": poll}.get(name) for name in fields}
        whole = {**run, "token": token, "status_id": run["status"]["id"]}
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
        if fault == "cut":
            self.close_connection = True
            self.connection.close()
        elif fault == "slow":
            time.sleep(1.5)
            self._send(200, {})
        elif fault == "junk":
            self._send(200, "<html>a proxy's page</html>")
        elif isinstance(fault, int):
            self._send(fault, {"error": "queue is full"} if fault == 503 else None)
        elif self.headers.get("X-Auth-Token") != TOKEN:
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
            answers = [self.stand_in.answer(token, fields) for token in query["tokens"].split(",")]
            return 200, {"submissions": [None] * len(answers) if fault == "lose" else answers}
        members = json.loads(body or b"")["submissions"]
        if len(members) > self.stand_in.config["max_submission_batch_size"]:
            return 400, recorded_answer("batch_too_big")
        if not members:
            return 400, {"error": "there should be at least one submission in a batch"}
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


@contextmanager
def judge0_server() -> Iterator[StandIn]:
    """A running stand-in on loopback."""
    stand_in = StandIn()
    handler = type("Handler", (_Handler,), {"stand_in": stand_in})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield stand_in
        finally:
            server.shutdown()
            thread.join()
