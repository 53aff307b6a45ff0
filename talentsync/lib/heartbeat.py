"""How a worker shows that it lives: a key in Redis that expires unless tasks keep writing it."""

from django.conf import settings
from redis import Redis

KEY = "talentsync:worker-heartbeat"
# Three missed beats of the schedule in the settings.
LIFETIME_SECONDS = 35


def beat() -> None:
    """Called by a task, so that it proves broker, worker and scheduler at once."""
    with Redis.from_url(settings.REDIS_URLS[0], socket_timeout=5, socket_connect_timeout=5) as client:
        client.set(KEY, "1", ex=LIFETIME_SECONDS)
