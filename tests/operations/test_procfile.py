"""The Procfile starts a worker for every queue, and for none that nobody sends to."""

import re
from pathlib import Path

from celery import current_app

from talentsync import queues

PROCFILE = Path(__file__).parents[2] / "Procfile"


def test_every_queue_has_its_workers() -> None:
    listed = re.findall(r"--queues (\S+)", PROCFILE.read_text())
    assert sorted(listed) == sorted(queues.ALL)


def test_the_default_queue_is_celerys() -> None:
    assert current_app.conf.task_default_queue == queues.DEFAULT
