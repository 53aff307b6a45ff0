"""The names of the workers' queues. The Procfile repeats them, and a test compares."""

from typing import Final

# Celery's own name for it: tasks go there unless they are routed elsewhere.
DEFAULT: Final = "celery"
# Judging has queues and workers of its own, so that a flood of runs does not hold up a submission.
RUNS: Final = "runs"
SUBMITS: Final = "submits"

JUDGING: Final = (RUNS, SUBMITS)
ALL: Final = (DEFAULT, *JUDGING)
