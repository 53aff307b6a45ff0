"""The statements of a leased queue that somebody waits for, each compiled once."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.expressions import BaseExpression

from talentsync.lib.prepared_query import PreparedInsert, PreparedQuery, PreparedUpdate

Row = TypeVar("Row", bound=Model)
# Rows, and what is changed of each.
Change = tuple[QuerySet[Row], Mapping[str, Any]]


class QueueStatements(Generic[Row]):
    """Those of one queue, whose rows are of `model` and read along with what `select_related` names."""

    def __init__(self, model: type[Row], select_related: tuple[str, ...]) -> None:
        def row(pk: object) -> QuerySet[Row]:
            rows = model._default_manager.filter(pk=pk)
            return rows.select_related(*select_related) if select_related else rows

        self._model = model
        # By the name of the change and the columns that are written along with it.
        self._updates: dict[tuple[str, ...], PreparedUpdate[Row]] = {}
        self.insert = PreparedInsert(model).insert
        self.read = PreparedQuery(row, model._meta.pk).first

    def update(
        self,
        name: str,
        change: "Callable[[Any, Any], Change[Row]]",
        more: Mapping[str, Any],
        pk: object,
        claim: object,
    ) -> int:
        """Execute `change`, which is of this name, for a key and a claim; gives how many rows there were.

        Called with both it gives the rows and what is changed of them. The columns `more` are written along with that.
        """
        if any(isinstance(value, (BaseExpression, Model)) for value in more.values()):
            # No values as a prepared statement takes them.
            rows, columns = change(pk, claim)
            return rows.update(**{**columns, **more})
        return self._prepared(name, change, tuple(more)).execute(pk, claim, *more.values())

    def _prepared(
        self, name: str, change: "Callable[[Any, Any], Change[Row]]", columns: tuple[str, ...]
    ) -> PreparedUpdate[Row]:
        key = (name, *columns)
        if key not in self._updates:

            def build(pk: object, claim: object, *values: object) -> "Change[Row]":
                rows, changed = change(pk, claim)
                return rows, {**changed, **dict(zip(columns, values, strict=True))}

            fields: Any = self._model._meta
            self._updates[key] = PreparedUpdate(
                build, fields.pk, *(fields.get_field(column) for column in ("claim", *columns))
            )
        return self._updates[key]
