"""The execution backend for who already runs a Judge0 server (1.13).

Judge0 only runs: comparison and verdicts are ours, so that a program is judged as in the sandbox. It compiles once for
each test, which cannot be helped.
"""

from dsa.execution.judge0.api import Judge0Settings
from dsa.execution.judge0.backend import Judge0Backend

__all__ = ["Judge0Backend", "Judge0Settings"]
