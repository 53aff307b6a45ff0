"""Requests that made something and may be repeated without making it again."""

from django.db import models

from integrations.models.token import ApiToken
from interviews.models import Interview


class IdempotentRequest(models.Model):
    """That a token has scheduled an interview under a key. `digest` is of the body: another one is another request."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="idempotent_request_once"),
        ]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return self.key
