"""Everybody who was invited becomes a candidate: one address, one person."""

import unicodedata
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 500


def normalised(email: str) -> str:
    """As `interviews.models.candidate.normalised_address` was when this was written."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def make_candidates(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Each batch in a transaction of its own; running it again goes on with what is left.

    Somebody who was invited under several names is called as in the latest invitation.
    """
    invitations = apps.get_model("interviews", "Invitation").objects
    while batch := list(invitations.filter(candidate=None).order_by("pk")[:BATCH]):
        with transaction.atomic():
            _give_candidates(apps, batch)


def _give_candidates(apps: Apps, batch: list[Any]) -> None:
    candidate_model = apps.get_model("interviews", "Candidate")
    latest = {normalised(invitation.email): invitation for invitation in batch}
    known = {
        candidate.normalised_email: candidate
        for candidate in candidate_model.objects.filter(normalised_email__in=latest)
    }
    for address, candidate in known.items():
        candidate.name = latest[address].name
    candidate_model.objects.bulk_update(known.values(), ["name"])
    new = [
        candidate_model(name=invitation.name, email=invitation.email.strip(), normalised_email=address)
        for address, invitation in latest.items()
        if address not in known
    ]
    candidate_model.objects.bulk_create(new)
    made = candidate_model.objects.filter(normalised_email__in=[one.normalised_email for one in new])
    first_invited = {normalised(invitation.email): invitation.created_at for invitation in reversed(batch)}
    for candidate in made:
        candidate.created_at = first_invited[candidate.normalised_email]
        known[candidate.normalised_email] = candidate
    candidate_model.objects.bulk_update(made, ["created_at"])
    for invitation in batch:
        invitation.candidate_id = known[normalised(invitation.email)].pk
    apps.get_model("interviews", "Invitation").objects.bulk_update(batch, ["candidate"])


class Migration(migrations.Migration):
    # Each batch is committed by itself, so that a large table is never locked as a whole.
    atomic = False
    dependencies = [("interviews", "0003_people_and_positions")]
    # Backwards the tables themselves go with the migration before; invitations kept their names and addresses.
    operations = [migrations.RunPython(make_candidates, migrations.RunPython.noop)]
