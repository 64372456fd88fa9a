"""What somebody types is kept on the server while they type, and others see that they do.

A form that keeps its text has `data-keep="{% url 'keep' … %}"` and includes `_keep.html`, `_here.html` (who else is
there) and above it `_draft.html`, with the `Editing` that its view got from `editing()`, or from `beginning()` where
it makes something new. After saving, the view calls `forget()`. A form that is shown again because something is wrong
has `data-keep-unsaved`; in it a field whose change is nothing to keep has `data-keep-not`, and a link that gives up
`data-keep-cancel`.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.core.signing import Signer
from django.db import connection
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from amp.people import name_of
from programmes.models import Programme
from workspace.models import Draft, Presence

#: Name of a form that keeps its text → the permission to write in it.
KINDS = {
    "section": "programmes.change_focusarea",
    "measure": "programmes.change_measure",
    "budgetline": "budget.change_budgetline",
    "staffing": "budget.change_staffingline",
    "comment-section": "workspace.add_comment",
    "comment-measure": "workspace.add_comment",
    "answer": "workspace.add_comment",
}
LIMIT = 500_000
"""How long the fields of one form may be together, in characters."""
MOST = 100
"""How many drafts one person has at most; for a new one the oldest goes."""
PRESENT = timedelta(seconds=45)
"""How long somebody counts as present after the last sign of them (keep.js gives one every 15 s)."""
OWN_FIELDS = (
    *("csrfmiddlewaretoken", "einmal", "keep-kind", "keep-row", "keep-person", "keep-beat", "keep-again"),
    "vorlage",  # what a form began with
)
"""Fields that belong to the sending and not to what was typed."""
BEGINNINGS = {"vorlage", "massnahme"}
"""Address parameters that name what a form for something new begins with."""
EXPIRED = "abgelaufen"
"""In the place of a draft (`entwurf`) in the address: the one that was kept when the session ended."""

FORGET = f"""
    WITH gone AS (DELETE FROM {Presence._meta.db_table} WHERE user_id = %(user)s AND kind = %(kind)s AND row = %(row)s)
    DELETE FROM {Draft._meta.db_table}
    WHERE user_id = %(user)s AND programme_id = %(programme)s AND kind = %(kind)s AND row = %(row)s
"""  # noqa: S608  (names of tables, no input)

Fields = dict[str, list[str]]


class TooLong(Exception):
    """The fields are longer together than LIMIT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """A form that keeps its text, as one person (`proof_of`) has it open.

    `draft` is what they typed earlier and have not saved; the form is to be made with it (`data`). Of something new,
    `waiting` are the drafts that are not in this form. `expired` tells that they signed in again meanwhile.
    """

    kind: str
    row: int
    person: str
    others: tuple[str, ...] = ()
    draft: Draft | None = None
    waiting: tuple[Draft, ...] = ()
    expired: bool = False

    @property
    def is_new(self) -> bool:
        return self.row < 0

    @property
    def data(self) -> QueryDict | None:
        return as_posted(self.draft.fields) if self.draft else None


def editing(request: HttpRequest, programme: Programme, kind: str, row: int) -> Editing:
    """Note that the person has the form open and find their draft and who else is there.

    A form that is being sent has no draft. Three queries. Raises Http404 for a key that no row can have.
    """
    if row > BigIntegerField.MAX_BIGINT:
        raise Http404
    be_present(request.user, kind, row)
    draft = draft_for(request.user, programme, kind, row) if request.method == "GET" else None
    return Editing(
        kind=kind,
        row=row,
        person=proof_of(request.user),
        others=others(request.user, programme, kind, row),
        draft=draft,
        expired=draft is not None and _chosen(request) == EXPIRED,
    )


def beginning(request: HttpRequest, programme: Programme, kind: str) -> Editing:
    """The form for something new, with the draft that the address asks for (`entwurf`), else with the last one.

    Where the address names what to begin with (BEGINNINGS), it comes without a draft. Each new thing has a row of its
    own below 0, so that no draft takes the place of another. At most one query.
    """
    person = proof_of(request.user)
    if request.method == "POST":
        row = parse_row(request.POST.get("keep-row", ""))
        return Editing(kind=kind, row=row if row is not None and row < 0 else _own_row(), person=person)
    own = Draft.objects.filter(user=request.user, programme=programme, kind=kind, row__lt=0)
    begun = tuple(own.order_by("-kept_at", "-pk"))
    draft = _taken_up(request, begun)
    return Editing(
        kind=kind,
        row=draft.row if draft else _own_row(),
        person=person,
        draft=draft,
        waiting=tuple(other for other in begun if other != draft),
        expired=draft is not None and _chosen(request) == EXPIRED,
    )


def _taken_up(request: HttpRequest, begun: tuple[Draft, ...]) -> Draft | None:
    chosen = _chosen(request)
    if chosen not in ("", EXPIRED):
        return next((draft for draft in begun if str(draft.row) == chosen), None)
    if not chosen and BEGINNINGS & request.GET.keys():
        return None
    return begun[0] if begun else None


def _own_row() -> int:
    return -1 - secrets.randbelow(2**53)


def parse_row(text: str) -> int | None:
    """The row that a form carries: a key, or below 0 that of something new. None where the text is neither."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None


def _chosen(request: HttpRequest) -> str:
    return request.GET.get("entwurf", "")


def signer() -> Signer:
    """Signs the person in the hidden field `keep-person`, so that only forms of our pages can name one."""
    return Signer(salt="keep")


def proof_of(user: AbstractBaseUser) -> str:
    """The person as their pages name them: the key and a signature."""
    return signer().sign(user.pk)


def typed(posted: QueryDict) -> Fields:
    """What was typed into a form that was sent, without characters that no text can hold. Raises TooLong."""
    fields = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in posted.lists()
        if name not in OWN_FIELDS
    }
    if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > LIMIT:
        raise TooLong
    return fields


def as_posted(fields: Mapping[str, list[str]]) -> QueryDict:
    """The fields of a draft as a form takes them."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def draft_for(user: AbstractBaseUser, programme: Programme, kind: str, row: int) -> Draft | None:
    return Draft.objects.filter(user=user, programme=programme, kind=kind, row=row).first()


def keep_draft(user: AbstractBaseUser, programme: Programme, kind: str, row: int, fields: Fields) -> Draft:
    """Put the draft in the place of an earlier one of the same form, and of the oldest where there are MOST."""
    draft = Draft(user=user, programme=programme, kind=kind, row=row, fields=fields)
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["user", "programme", "kind", "row"],
        update_fields=["fields", "kept_at"],
    )
    _forget_oldest(user)
    return draft


def keep_again(user: AbstractBaseUser, programme: Programme, kind: str, row: int, fields: Fields) -> None:
    """Keep what was kept before once more, where the draft is gone; one that is there may be newer and stays."""
    draft = Draft(user=user, programme=programme, kind=kind, row=row, fields=fields)
    Draft.objects.bulk_create([draft], ignore_conflicts=True)
    _forget_oldest(user)


def _forget_oldest(user: AbstractBaseUser) -> None:
    own = Draft.objects.filter(user=user).order_by("-kept_at", "-pk")
    Draft.objects.filter(pk__in=own.values("pk")[MOST:]).delete()


def forget(user: AbstractBaseUser, programme: Programme, kind: str, row: int) -> None:
    """After saving or discarding: there is nothing left to take up, and the person has left the form. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"user": user.pk, "programme": programme.pk, "kind": kind, "row": row})


def be_present(user: AbstractBaseUser, kind: str, row: int) -> None:
    """Others are told so; of something new there is nothing to tell."""
    if row < 0:
        return
    Presence.objects.bulk_create(
        [Presence(user=user, kind=kind, row=row, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["user", "kind", "row"],
        update_fields=["seen_at"],
    )


def others(user: AbstractBaseUser, programme: Programme, kind: str, row: int) -> tuple[str, ...]:
    """The names of the other people of the Jobcenter who have the same thing open just now."""
    if row < 0:
        return ()
    present = Presence.objects.filter(
        kind=kind,
        row=row,
        seen_at__gt=timezone.now() - PRESENT,
        user__memberships__jobcenter=programme.jobcenter_id,
    )
    people = present.exclude(user=user).select_related("user").order_by("user__last_name", "user__username")
    return tuple(name_of(presence.user) for presence in people)
