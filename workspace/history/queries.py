"""Reads of the history, each with a fixed number of queries however long it is."""

from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.db.models import CASCADE, Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from amp.models import Change, ChangeKind
from programmes.models import Jobcenter, Programme
from workspace.history.kinds import Kind, kinds, visible_kinds
from workspace.history.names import Key, names
from workspace.history.net import NetChange
from workspace.history.restoring import changes_of
from workspace.history.reversing import reversible
from workspace.history.rows import Entry, Line
from workspace.history.words import keys_of, row_changes

PER_PAGE = 20
#: Changes of one action that the list tells; the page of the action tells all.
LISTED = 20


def readable(programme: Programme, user: AbstractBaseUser) -> QuerySet[Change]:
    """The history of the programme and its Jobcenter, of the kinds this person may see."""
    return changes_of(programme).filter(table__in=[kind.table for kind in visible_kinds(user)])


def people(changes: QuerySet[Change]) -> list[str]:
    """Everybody who changed something."""
    return list(changes.order_by().values_list("actor_name", flat=True).distinct())


def entries(
    changes: QuerySet[Change],
    programme: Programme,
    *,
    user: AbstractBaseUser,
    page: str = "1",
    listed: int = LISTED,
    brief: bool = True,
) -> tuple[Page, tuple[Entry, ...]]:
    """One page of the actions, newest first, with what they did. Some six queries."""
    actions = changes.order_by().values("action").annotate(last=Max("pk"), size=Count("pk")).order_by("-last")
    found = Paginator(actions, PER_PAGE).get_page(page)
    sizes = {row["action"]: row["size"] for row in found}
    place = Window(RowNumber(), partition_by=F("action"), order_by="pk")
    told = changes.filter(action__in=sizes).annotate(place=place).filter(place__lte=listed).order_by("pk")
    of_action: dict[str, list[Change]] = {action: [] for action in sizes}
    for change in told:
        of_action[change.action].append(change)
    known = names(keys_of(change for own in of_action.values() for change in own))
    undoable = reversible(changes_of(programme).filter(action__in=sizes), user=user)
    return found, tuple(
        Entry(
            action=action,
            at=own[0].at,
            person=own[0].actor_name,
            reason=own[0].reason,
            rows=row_changes(own, known, programme=programme, brief=brief),
            more=sizes[action] - len(own),
            undoable=action in undoable,
        )
        for action, own in of_action.items()
        if own
    )


def lines(changes: QuerySet[Change]) -> tuple[Line, ...]:
    """Every field of every change, newest first, for a spreadsheet."""
    rows = tuple(changes.order_by("-pk"))
    known = names(keys_of(rows))
    return tuple(
        Line(
            at=change.at,
            person=change.actor_name,
            reason=change.reason,
            noun=row.noun,
            name=row.name,
            verb=ChangeKind(change.kind).label if not kinds()[change.table].link else row.verb,
            field=field.label if field else "",
            before=field.before if field else "",
            after=field.after if field else "",
        )
        for change in rows
        for row in row_changes([change], known)
        for field in row.fields or (None,)
    )


def of_thing(changes: QuerySet[Change], kind: Kind, row: int) -> QuerySet[Change]:
    """The changes of one thing, of its parts (the sites of a measure) and of its links."""
    asked = Q(table=kind.table, row=row)
    for part, column in _parts(kind):
        of_part = changes.filter(table=part.table)
        told = of_part.filter(Q(**{f"before__{column}": row}) | Q(**{f"after__{column}": row}))
        asked |= Q(table=part.table, row__in=told.order_by().values("row"))
        if not part.link:
            field = part.references[column].name
            asked |= Q(table=part.table, row__in=part.model._base_manager.filter(**{field: row}).values("pk"))
    return changes.filter(asked)


def _parts(kind: Kind) -> Iterable[tuple[Kind, str]]:
    """The kinds that go with this one when it is deleted, and their column that refers to it."""
    if kind.model in (Programme, Jobcenter):
        return
    for part in kinds().values():
        if part.link and part.owner is not kind.model:
            continue
        for column, field in part.references.items():
            refers = field.remote_field.model is kind.model and part.model is not kind.model
            if refers and field.remote_field.on_delete is CASCADE:
                yield part, column


#: How a row leads to its programme or Jobcenter.
_OWNERS = ("programme", "measure__programme", "stage__programme", "paper__programme")


def belongs(kind: Kind, row: int, programme: Programme) -> bool:
    """Whether the row exists and is one of the programme or its Jobcenter."""
    if kind.model is Programme:
        return row == programme.pk
    found = kind.model._base_manager.filter(pk=row)
    fields = {field.name for field in kind.model._meta.concrete_fields}
    for owner in _OWNERS:
        if owner.partition("__")[0] in fields:
            return found.filter(**{owner: programme.pk}).exists()
    return "jobcenter" in fields and found.filter(jobcenter=programme.jobcenter_id).exists()


def row_exists(kind: Kind, row: int) -> bool:
    return kind.model._base_manager.filter(pk=row).exists()


def counted(nets: Iterable[NetChange]) -> tuple[tuple[str, int], ...]:
    """How many rows of which kind these are, the most important first, which was deleted last."""
    tables = Counter(net.table for net in sorted(nets, key=lambda net: -net.last))
    return tuple((kinds()[table].label, number) for table, number in tables.items())


def name_of(kind: Kind, row: int) -> str:
    key: Key = (kind.table, row)
    return names([key])[key]
