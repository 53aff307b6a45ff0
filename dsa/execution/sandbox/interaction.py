"""A program and an output validator that talk with each other, each in a sandbox of its own.

What one writes is read here and handed to the other, so it can be counted and kept, and neither has a descriptor of the
other's. Nothing is taken from a writer while its reader has no room. The end of one side's output is handed on when
that side has ended, and not before: so it is known who ended first.
"""

import array
import contextlib
import fcntl
import os
import selectors
import termios
from dataclasses import dataclass, replace

from dsa.execution.sandbox.running import POLL_SECONDS, Run
from dsa.execution.types import RunResult, Stop

MAX_TRANSCRIPT_BYTES = 64 * 1024
FROM_PROGRAM, FROM_VALIDATOR = b"> ", b"< "
ACCEPTED, REJECTED = 42, 43


@dataclass(frozen=True)
class Interaction:
    """What came of it. The validator was `called_off` where the program had reached a limit of its own."""

    program: RunResult
    validator: RunResult
    called_off: bool
    validator_was_first: bool
    transcript: bytes
    transcript_truncated: bool


class Transcript:
    """What both said, line by line in the order in which the lines ended, up to a length."""

    def __init__(self) -> None:
        self._open = {FROM_PROGRAM: bytearray(), FROM_VALIDATOR: bytearray()}
        self._text = bytearray()
        self.truncated = False

    def add(self, mark: bytes, chunk: bytes) -> None:
        if self.truncated:
            return
        held = self._open[mark]
        held += chunk
        while (end := held.find(b"\n")) >= 0:
            self._line(mark, bytes(held[:end]))
            del held[: end + 1]
        if len(held) > MAX_TRANSCRIPT_BYTES:
            self._line(mark, bytes(held))

    def _line(self, mark: bytes, line: bytes) -> None:
        room = MAX_TRANSCRIPT_BYTES - len(self._text)
        whole = mark + line + b"\n"
        self._text += whole[: max(room, 0)]
        self.truncated |= len(whole) > room

    def text(self) -> bytes:
        for mark, held in self._open.items():
            if held and not self.truncated:
                self._line(mark, bytes(held))
                held.clear()
        return bytes(self._text)


class Direction:
    """From the output of one run to the input of the other."""

    def __init__(
        self, mark: bytes, source: Run, selector: selectors.BaseSelector, held: contextlib.ExitStack
    ) -> None:
        self.mark, self.source = mark, source
        self._selector = selector
        reading, writing = os.pipe()
        self._reading: int | None = reading
        self._writing: int | None = writing
        held.callback(self._close)
        os.set_blocking(writing, False)
        self._pending = bytearray()
        self._ends = self._is_over = False
        self._reads = self._waits = False

    def take_reading_end(self) -> int:
        """The descriptor for the other side's standard input, which belongs to the caller from now on."""
        assert self._reading is not None
        reading, self._reading = self._reading, None
        return reading

    def begin(self) -> None:
        self._listen(wanted=True)

    def hand_over(self, chunk: bytes) -> None:
        """Give the other side what this one wrote, at once as far as it has room. Nobody may be there any more."""
        self._pending += chunk
        self.flush()

    def flush(self) -> None:
        if self._writing is None:
            self._pending.clear()
        elif self._pending:
            try:
                del self._pending[: os.write(self._writing, self._pending)]
            except BlockingIOError:
                pass
            except BrokenPipeError:
                self._close()
                self._pending.clear()
        if self._ends and not self._pending:
            self._close()
        self._wait(wanted=bool(self._pending))
        self._listen(wanted=not self._pending)

    def end(self) -> None:
        """Let the other side read the end of the stream after all that is on its way."""
        self._ends = True
        self.flush()

    def end_of_source(self) -> None:
        """Nothing more comes."""
        self._listen(wanted=False)
        self._is_over = True

    @property
    def is_full(self) -> bool:
        """Whether more was written than the reader's pipe has room for."""
        return bool(self._pending)

    def unread_bytes(self) -> int:
        """How much lies in the reader's pipe."""
        if self._writing is None:
            return 0
        count = array.array("i", [0])
        fcntl.ioctl(self._writing, termios.FIONREAD, count)
        return count[0]

    def _listen(self, *, wanted: bool) -> None:
        if wanted != self._reads and not self._is_over:
            output = self.source.outputs["stdout"]
            if wanted:
                self._selector.register(output, selectors.EVENT_READ, (self.source, "stdout"))
            else:
                self._selector.unregister(output)
            self._reads = wanted

    def _wait(self, *, wanted: bool) -> None:
        if self._writing is not None and wanted != self._waits:
            if wanted:
                self._selector.register(self._writing, selectors.EVENT_WRITE, self)
            else:
                self._selector.unregister(self._writing)
            self._waits = wanted

    def _close(self) -> None:
        if self._writing is not None:
            if self._waits:
                self._selector.unregister(self._writing)
                self._waits = False
            os.close(self._writing)
            self._writing = None
        if self._reading is not None:
            os.close(self._reading)
            self._reading = None


class Conversation:
    """One interaction at work."""

    def __init__(self, program: Run, validator: Run) -> None:
        self.program, self.validator = program, validator
        self.transcript = Transcript()
        self.validator_was_first = False
        self._unread = 0
        self._was_full = False

    def finish(self) -> Interaction:
        """The whole interaction."""
        with contextlib.ExitStack() as held:
            self._selector = held.enter_context(selectors.DefaultSelector())
            to_validator = Direction(FROM_PROGRAM, self.program, self._selector, held)
            to_program = Direction(FROM_VALIDATOR, self.validator, self._selector, held)
            self._directions = {id(self.program): to_validator, id(self.validator): to_program}
            self.validator.begin(to_validator.take_reading_end(), held)
            self.program.begin(to_program.take_reading_end(), held)
            for run in (self.validator, self.program):
                self._selector.register(run.outputs["stderr"], selectors.EVENT_READ, (run, "stderr"))
                self._selector.register(run.running.descriptor, selectors.EVENT_READ, (run, "ended"))
                self._directions[id(run)].begin()
            self._watch()
        return self._outcome()

    def _watch(self) -> None:
        runs = (self.validator, self.program)
        while not all(run.over for run in runs):
            ended = set()
            for key, _ in self._selector.select(POLL_SECONDS):
                if isinstance(key.data, Direction):
                    key.data.flush()
                    continue
                run, name = key.data
                if name == "ended":
                    ended.add(id(run))
                elif not self._read(run, name):
                    self._forget(run, name)
            # Of two that are seen to have ended at once the validator was not told of the other's end.
            for run in runs:
                if id(run) in ended:
                    self._has_ended(run)
                run.check()

    def _read(self, run: Run, name: str) -> bytes:
        chunk = run.read(name)
        if name == "stdout" and chunk:
            direction = self._directions[id(run)]
            self.transcript.add(direction.mark, chunk)
            direction.hand_over(chunk)
        return chunk

    def _forget(self, run: Run, name: str) -> None:
        if name == "stdout":
            self._directions[id(run)].end_of_source()
        else:
            self._selector.unregister(run.outputs[name])

    def _has_ended(self, run: Run) -> None:
        self._selector.unregister(run.running.descriptor)
        for name, descriptor in run.outputs.items():
            os.set_blocking(descriptor, False)
            with contextlib.suppress(BlockingIOError):
                while self._read(run, name):
                    pass
            if name == "stdout":
                self._directions[id(run)].end_of_source()
            elif descriptor in self._selector.get_map():
                self._selector.unregister(descriptor)
        run.end()
        told = run.result()
        if run is self.validator:
            self._validator_ended(told)
        elif self.validator.over:
            return
        elif told.stopped is not None or told.error is not None:
            to_validator = self._directions[id(run)]
            self._unread, self._was_full = to_validator.unread_bytes(), to_validator.is_full
            self.validator.call_off()
        else:
            self._directions[id(run)].end()

    def _validator_ended(self, told: RunResult) -> None:
        if self.program.over:
            return
        self.validator_was_first = True
        if told.exit_code == ACCEPTED:
            # The program still has to end well.
            self._directions[id(self.validator)].end()
        else:
            self.program.call_off()

    def _outcome(self) -> Interaction:
        program, validator = self.program.result(), self.validator.result()
        kept_waiting = self._kept_waiting(program, validator)
        if kept_waiting:
            validator = replace(validator, error="it kept the program waiting")
        return Interaction(
            program,
            validator,
            self.validator.called_off and not kept_waiting,
            self.validator_was_first,
            self.transcript.text(),
            self.transcript.truncated,
        )

    def _kept_waiting(self, program: RunResult, validator: RunResult) -> bool:
        """Whether a program that waited until its limit waited for a validator that was busy, or did not read.

        One that fills the pipe waits for its own doing; and where both wait for each other the program is to blame.
        """
        if not self.validator.called_off or program.stopped is not Stop.WALL_TIME or self._was_full:
            return False
        return self._unread > 0 or validator.cpu_ms * 2 > program.wall_ms - program.cpu_ms
