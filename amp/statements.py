"""Queries whose SQL is written once a process: for those of every page Django takes longer to write than to answer.

    @cache
    def _years() -> Statement:
        return Statement(Programme.objects.filter(jobcenter__slug=SLUG).values_list("pk", "year"))

    rows = _years().rows({SLUG: slug})

Only the SQL is remembered, never a result. A stand-in such as SLUG is a value that the query uses nowhere else.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Statement:
    """The SQL of a query; `rows` asks for it with values in the place of its stand-ins."""

    def __init__(self, rows: QuerySet) -> None:
        self._sql, self._parameters = rows.query.sql_with_params()

    def rows(self, given: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows as the database tells them: JSON comes as text."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [given.get(value, value) for value in self._parameters])
            return cursor.fetchall()

    def document(self, given: Mapping[Any, Any]) -> Any:
        """The one value of the one row, which is JSON."""
        ((text,),) = self.rows(given)
        return json.loads(text)
