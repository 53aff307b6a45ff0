"""Production's settings, for a server process that outlives the tests that it serves.

Django keeps content types in memory for as long as a process runs, for production never changes them. Between tests
they are deleted and made again under new ids, so the rows that the admin's log writes would point nowhere.
"""

from typing import Any

from django.core.signals import request_started

from talentsync.settings import *  # noqa: F403  all of them, for a server under test is the real one


def forget_content_types(**_: Any) -> None:
    # Models can be imported only once the settings are complete.
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.clear_cache()


request_started.connect(forget_content_types)
