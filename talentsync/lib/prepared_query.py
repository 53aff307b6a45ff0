"""SELECT, UPDATE and INSERT statements that Django compiles once, for hot paths.

Compiling a queryset takes several times as long as SQLite takes to execute a lookup by a key. A PreparedQuery is a
queryset with places for values: the first use compiles it for its database, later ones only execute it. So is a
PreparedUpdate, with what it changes. A PreparedInsert writes rows of a model.

They stand on the compiler below Django's querysets, which is stable and not documented: the tests compare what both
give.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery
from django.db.transaction import TransactionManagementError, mark_for_rollback_on_error

M = TypeVar("M", bound=Model)

# SQLite takes 32766 values with a statement.
ROWS_PER_STATEMENT = 100


class Parameter(Expression):
    """The place of a value in a prepared queryset: the `position`-th, and of which kind it is."""

    def __init__(self, field: "Field[Any, Any]", position: int) -> None:
        super().__init__(output_field=field)
        self.position = position

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any]]:
        return "%s", (self,)


class _Compiled(NamedTuple):
    sql: str
    # Values as the database takes them, and a Parameter in the place of each that is still to come.
    parameters: list[Any]
    model: type[Model]
    columns: list[str]
    # Column number -> what makes its value out of the database's.
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]
    related: list[Any]
    # Whether it locks rows, which Django itself checks when it compiles.
    needs_transaction: bool


class PreparedQuery(Generic[M]):
    """A queryset with places for values. Gives models, one or a few at a time.

    `build` gets a Parameter for each of `fields`, in their order, and returns the queryset. It may use `select_related`
    and `only`, but nothing that takes further statements (`prefetch_related`) or adds columns (`annotate`).
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *fields: "Field[Any, Any]") -> None:
        self._build = build
        self._fields = fields
        self._compiled: _Compiled | None = None

    def rows(self, *values: Any) -> Iterator[M]:
        """The models found. Raises ValueError for another number of values than there are fields."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiled = self._compiled
        if compiled is None:
            compiled = self._compiled = self._compile()
        if compiled.needs_transaction and connection.get_autocommit():
            raise TransactionManagementError("What locks rows needs a transaction.")
        given = [
            field.get_db_prep_value(value, connection)
            for field, value in zip(self._fields, values, strict=True)
        ]
        parameters = [
            given[one.position] if isinstance(one, Parameter) else one for one in compiled.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, parameters)
            found = cursor.fetchall()
        for values_found in found:
            row = list(values_found)
            for column, (converters, expression) in compiled.converters.items():
                for convert in converters:
                    row[column] = convert(row[column], expression, connection)
            instance = compiled.model.from_db(
                DEFAULT_DB_ALIAS, compiled.columns, row[: len(compiled.columns)]
            )
            for populator in compiled.related:
                populator.populate(row, instance)
            yield cast("M", instance)

    def first(self, *values: Any) -> M | None:
        """The row of a lookup by something unique, or None."""
        return next(self.rows(*values), None)

    def _compile(self) -> _Compiled:
        parameters = (Parameter(field, position) for position, field in enumerate(self._fields))
        compiler = self._build(*parameters).query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, given = compiler.as_sql()
        selected = [column for column, _, _ in compiler.select]
        return _Compiled(
            sql,
            list(given),
            compiler.klass_info["model"],
            [selected[index].target.attname for index in compiler.klass_info["select_fields"]],
            compiler.get_converters(selected),
            # The stubs are of a newer Django, which takes one argument more.
            get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
            compiler.query.select_for_update and compiler.connection.features.has_select_for_update,
        )


class PreparedUpdate(Generic[M]):
    """An UPDATE with places for values, which says how many rows it changed.

    `build` gets a Parameter for each of `fields`, in their order, and returns the queryset and what to change of its
    rows, as `QuerySet.update` takes it. The queryset reads no other table.
    """

    def __init__(
        self, build: Callable[..., tuple[QuerySet[M], Mapping[str, object]]], *fields: "Field[Any, Any]"
    ) -> None:
        self._build = build
        self._fields = fields

    @cached_property
    def _compiled(self) -> tuple[str, Sequence[Any]]:
        """The statement, and its values as the database takes them, with Parameters for those still to come."""
        rows, changes = self._build(
            *(Parameter(field, position) for position, field in enumerate(self._fields))
        )
        # As `QuerySet.update` makes it. The stubs know neither this argument's effect nor what compiling gives.
        query: Any = rows.query.chain(klass=UpdateQuery)
        query.add_update_values(dict(changes))
        sql, parameters = query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        return sql, parameters

    def execute(self, *values: Any) -> int:
        """Change the rows. Raises ValueError for another number of values than there are fields."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql, parameters = self._compiled
        given = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(self._fields, values, strict=True)
        ]
        with mark_for_rollback_on_error(using=DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            cursor.execute(
                sql, [given[one.position] if isinstance(one, Parameter) else one for one in parameters]
            )
            return int(cursor.rowcount)


class PreparedInsert(Generic[M]):
    """Writes new rows of a model.

    Less than `save` and `bulk_create`: it sends no signals, and knows only what goes into a column as it is (no
    expressions).
    """

    def __init__(self, model: type[M]) -> None:
        self._model = model

    @cached_property
    def _has_made_key(self) -> bool:
        """Whether the database makes the key."""
        return isinstance(self._model._meta.pk, AutoField)

    @cached_property
    def _fields(self) -> "list[Field[Any, Any]]":
        fields = self._model._meta.concrete_fields
        return [field for field in fields if not (field.primary_key and self._has_made_key)]

    @cached_property
    def _row(self) -> str:
        return f"({', '.join(['%s'] * len(self._fields))})"

    @cached_property
    def _sql(self) -> str:
        quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
        columns = ", ".join(quoted(str(field.column)) for field in self._fields)
        return f"INSERT INTO {quoted(self._model._meta.db_table)} ({columns}) VALUES {self._row}"  # noqa: S608

    @cached_property
    def _returning_sql(self) -> str:
        quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
        return f"{self._sql} RETURNING {quoted(str(self._model._meta.pk.column))}"

    def insert(self, instance: M) -> None:
        """Write one row. The instance is a saved one then, as after `save`. Raises what the database raises."""
        connection = connections[DEFAULT_DB_ALIAS]
        values = self._values(instance)
        with mark_for_rollback_on_error(using=DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            if self._has_made_key:
                cursor.execute(self._returning_sql, values)
                instance.pk = cursor.fetchone()[0]
            else:
                cursor.execute(self._sql, values)
        instance._state.adding = False
        instance._state.db = DEFAULT_DB_ALIAS

    def write(self, instances: Sequence[M]) -> None:
        """Write several rows, and give the instances no keys that the database makes. Raises what the database raises.

        The caller opens the transaction: many rows are several statements.
        """
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            for start in range(0, len(instances), ROWS_PER_STATEMENT):
                rows = [self._values(instance) for instance in instances[start : start + ROWS_PER_STATEMENT]]
                # `executemany` would be a statement for each row, which PostgreSQL plans one by one.
                cursor.execute(
                    ", ".join([self._sql, *[self._row] * (len(rows) - 1)]), list(chain.from_iterable(rows))
                )

    def _values(self, instance: M) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        return [
            field.get_db_prep_save(field.pre_save(instance, add=True), connection) for field in self._fields
        ]
