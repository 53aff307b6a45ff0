"""Write positions: add, rename, archive, and say who is on them."""

from collections.abc import Collection, Iterable

from django.db import transaction

from interviews.models import Position, User


@transaction.atomic
def add_position(*, position: Position, members: Iterable[User] = (), actor: User) -> Position:
    """Store a new position. Whoever sees only their own is on it: it would be gone from their sight otherwise."""
    position.save(force_insert=True)
    position.members.set(members)
    if actor.only_own_positions:
        position.members.add(actor)
    return position


@transaction.atomic
def change_position(
    *, position: Position, fields: Collection[str], members: Iterable[User] | None = None
) -> None:
    """Store a corrected title or another state, and exactly these people where they are given."""
    if unknown := set(fields) - {"title", "state"}:
        raise ValueError(f"These fields of a position are not changed: {sorted(unknown)}")
    if fields:
        position.save(update_fields=fields)
    if members is not None:
        position.members.set(members)
