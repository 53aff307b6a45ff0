"""The Celery application. Tasks live in each app's `tasks` module."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsync.settings")

app = Celery("talentsync")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Being connected is enough: Celery then leaves the logging that Django's settings describe as it is."""


@worker_ready.connect
def send_first_heartbeat(sender: Any, **_: Any) -> None:
    """The scheduler waits one interval before its first beat; readiness need not."""
    for queue in sender.app.amqp.queues.consume_from:
        app.send_task("interviews.tasks.record_worker_heartbeat", [queue], queue=queue)
