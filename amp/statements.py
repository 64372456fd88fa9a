"""Queries whose SQL is written once a process: for those of every page Django takes longer to write than to answer.

    @cache
    def _years() -> Statement:
        return Statement(Programme.objects.filter(jobcenter__slug=SLUG).values_list("pk", "year"))

    rows = _years().rows({SLUG: slug})

Only the SQL is remembered, never a result. A stand-in such as SLUG is a value that the query uses nowhere else.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet


def array(keys: Iterable[int]) -> str:
    """Keys as PostgreSQL writes an array. A list of hundreds takes psycopg a tenth of the time of a page."""
    return f"{{{','.join(map(str, keys))}}}"


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """What a whole row of the model consists of, as `from_db` takes it."""
    return tuple(field.attname for field in model._meta.concrete_fields)


class Statement:
    """The SQL of a query; `rows` asks for it with values in the place of its stand-ins."""

    def __init__(self, rows: QuerySet) -> None:
        self._sql, self._parameters = rows.query.sql_with_params()
        self._model = rows.model

    def rows(self, given: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows as the database tells them: JSON comes as text."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [given.get(value, value) for value in self._parameters])
            return cursor.fetchall()

    def instance(self, given: Mapping[Any, Any]) -> Model | None:
        """The first row as Django makes it; for a query of whole rows, without `values_list` or `only`."""
        for row in self.rows(given):
            return self._model.from_db(DEFAULT_DB_ALIAS, columns(self._model), row)
        return None

    def document(self, given: Mapping[Any, Any]) -> Any:
        """The one value of the one row, which is JSON."""
        ((text,),) = self.rows(given)
        return json.loads(text)
