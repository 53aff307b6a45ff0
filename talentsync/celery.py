"""The Celery application. Tasks live in each app's `tasks` module."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun, worker_init, worker_ready
from django.conf import settings

from dsa.execution import ExecutionError, get_backend, weak_limits
from talentsync import queues
from talentsync.lib.garbage_collection import keep_collector_from_startup
from talentsync.lib.request_id import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talentsync.settings")

logger = logging.getLogger(__name__)

app = Celery("talentsync")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_: Any) -> None:
    """Being connected is enough: Celery then leaves the logging that Django's settings describe as it is."""


@task_prerun.connect
def log_with_the_task_id(task_id: str, **_: Any) -> None:
    """Let each log line of a task carry its id."""
    request_id.set(task_id)


@task_postrun.connect
def log_without_a_task_id(**_: Any) -> None:
    """What the worker logs between two tasks belongs to neither."""
    request_id.set("-")


@worker_init.connect
def find_languages(sender: Any, **_: Any) -> None:
    """Look for compilers before the processes that judge are made: they inherit what is found and need not wait.

    Not with Judge0, whose connections no two processes may share.
    """
    if settings.EXECUTION_BACKEND != "sandbox" or not set(queues.JUDGING) & set(
        sender.app.amqp.queues.consume_from
    ):
        return
    try:
        get_backend().languages()
        if weakness := weak_limits():
            logger.warning("%s", weakness)
    except ExecutionError as error:
        logger.warning("Programs cannot be run here: %s", error)


@worker_init.connect
def spare_the_collector(**_: Any) -> None:
    """Before the processes that work are made, and after what they inherit."""
    keep_collector_from_startup()


@worker_ready.connect
def send_first_heartbeat(sender: Any, **_: Any) -> None:
    """The scheduler waits one interval before its first beat; readiness need not."""
    for queue in sender.app.amqp.queues.consume_from:
        app.send_task("interviews.tasks.record_worker_heartbeat", [queue], queue=queue)
