"""Who changes something, and why: told to the database along with every writing statement.

The triggers of the history read it from the setting `amp.context`. It is set in front of each INSERT, UPDATE or DELETE
and emptied behind it, in one round trip; so it holds for this statement alone, whatever the transaction, and a
connection that serves the next request carries nothing over.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from psycopg import sql

from amp.people import name_of

Person = AbstractBaseUser | AnonymousUser

SYSTEM = "System"
"""Who changes what no person changes: a command, an import at the first start."""

LONGEST_REASON = 300
"""So much of a reason is noted, in characters."""

_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|MERGE|WITH)\b", re.IGNORECASE)
_TELL = "SELECT set_config('amp.context', {}, true)"
_SILENT = _TELL.format("''")


@dataclass(kw_only=True)
class Recording:
    """What the history notes of every change made meanwhile.

    `action` groups all of them; with it `workspace.history.restoring.undo` takes them back. A view may set `reason` as
    it was typed.
    """

    person: Callable[[], Person | None]
    reason: str = ""
    action: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __call__(
        self, execute: Callable[..., Any], query: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Django's hook around every statement (`connection.execute_wrapper`)."""
        text = query if isinstance(query, str) else query.as_string(context["connection"].connection)
        if not _WRITES.match(text):
            return execute(query, params, many, context)
        told = _TELL.format(sql.Literal(self._context()).as_string(context["connection"].connection))
        if many:
            with transaction.atomic(), context["connection"].cursor() as cursor:
                cursor.execute(told)
                result = execute(query, params, many, context)
                cursor.execute(_SILENT)
            return result
        if params is not None:
            told = told.replace("%", "%%")
        result = execute(f"{told}; {text.rstrip().removesuffix(';')}\n; {_SILENT}", params, many, context)
        context["cursor"].nextset()  # what the caller asked for comes second
        return result

    def _context(self) -> str:
        person = self.person()
        reason = self.reason.replace("\0", "").strip()[:LONGEST_REASON]
        known = {"action": self.action, "reason": reason, "name": SYSTEM}
        if person is not None and person.is_authenticated:
            known |= {"actor": person.pk, "name": name_of(person)}
        return json.dumps(known, ensure_ascii=False)


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def recorded(*, by: Person | None = None, reason: str = "") -> Iterator[Recording]:
    """Note in the history who (`by`) makes the changes meanwhile, and why.

    Within a request or another `recorded` the action stays the same, and what is not given stays too.
    """
    outer = _current.get()
    if outer is None:
        recording = Recording(person=lambda: by, reason=reason)
        with _installed(recording):
            yield recording
        return
    before = outer.person, outer.reason
    outer.person, outer.reason = (lambda: by) if by is not None else outer.person, reason or outer.reason
    try:
        yield outer
    finally:
        outer.person, outer.reason = before


@contextmanager
def _installed(recording: Recording) -> Iterator[None]:
    token = _current.set(recording)
    try:
        with connection.execute_wrapper(recording):
            yield
    finally:
        _current.reset(token)


class HistoryMiddleware:
    """Every change a request makes is noted with the signed-in person; `request.history` is the `Recording`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked only when something is written: a page for everybody reads no session.
        request.history = Recording(person=lambda: request.user)
        with _installed(request.history):
            return self.get_response(request)
