"""Taking net changes back, row by row, under the rules of every change: permissions, validation, the database's."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import (
    Case,
    Count,
    JSONField,
    Model,
    OuterRef,
    ProtectedError,
    Q,
    QuerySet,
    RestrictedError,
    Subquery,
    When,
    Window,
)
from django.db.models.deletion import Collector

from amp.models import Change
from workspace.history.kinds import Kind, kinds
from workspace.history.net import Columns, NetChange, net_changes
from workspace.models import Comment


class NotRestorable(Exception):
    """The German message says what stands in the way. Nothing was changed."""


COMMENTS = Comment._meta.db_table


def may_reverse(nets: Collection[NetChange], *, user: AbstractBaseUser) -> bool:
    """Whether the person may do all of it themselves: add what was deleted, change what was changed."""
    reworded = {net.row for net in nets if _is_reworded(net)}
    comments = Comment.objects.filter(pk__in=reworded).order_by().values_list("pk", "author")
    return _may_reverse(nets, user=user, authors=dict(comments))


def reversible(changes: QuerySet[Change], *, user: AbstractBaseUser) -> frozenset[str]:
    """Those of the actions, given with all their changes, that come to something the person may take back. One query.

    It reads one by one only the comments, what was deleted and what changed more than once; of all else which kinds of
    changes there are.
    """
    changes = changes.order_by().annotate(times=Window(Count("pk"), partition_by=["action", "table", "row"]))
    author = Subquery(Comment.objects.filter(pk=OuterRef("row")).order_by().values("author"))
    spoken = Q(table=COMMENTS)
    in_full = spoken | Q(times__gt=1)
    told = changes.values_list(
        *("action", "table", "kind"),
        Case(When(in_full | Q(kind="D"), then="row")),
        *(Case(When(in_full, then=column)) for column in ("pk", "before", "after")),
        Case(When(spoken, then=author)),
    )
    nets: dict[str, list[NetChange]] = {}
    repeated: dict[str, list[Change]] = {}
    authors: dict[int, int] = {}
    for action, table, kind, row, pk, before, after, written_by in told.distinct():
        if pk is None:
            before, after = (None if kind == "I" else {}), (None if kind == "D" else {})
            nets.setdefault(action, []).append(NetChange(table=table, row=row or 0, before=before, after=after, last=0))
        else:
            change = Change(pk=pk, table=table, kind=kind, row=row, before=before, after=after)
            repeated.setdefault(action, []).append(change)
        if written_by is not None:
            authors[row] = written_by
    for action, of_action in repeated.items():
        nets.setdefault(action, []).extend(net_changes(of_action))
    return frozenset(
        action for action, come_to in nets.items() if come_to and _may_reverse(come_to, user=user, authors=authors)
    )


def _may_reverse(nets: Collection[NetChange], *, user: AbstractBaseUser, authors: Mapping[int, int]) -> bool:
    """`authors`: of the comments that are still there, as far as these changes changed their words."""
    needed = {kinds()[net.table].permission(net.verb) for net in nets}
    return user.has_perms(needed) and not _words_of_others(nets, user, authors)


def _is_reworded(net: NetChange) -> bool:
    return net.table == COMMENTS and net.after is not None and "text" in (net.before or {})


def _words_of_others(nets: Collection[NetChange], user: AbstractBaseUser, authors: Mapping[int, int]) -> bool:
    """Whether a comment of somebody else would say something else again, or be said again by itself.

    With the section or measure it is about, or as part of its conversation, it comes back whoever wrote it.
    """
    back = {(net.table, net.row) for net in nets if net.after is None}
    for net in nets:
        if _is_reworded(net) and authors.get(net.row, user.pk) != user.pk:
            return True
        if net.table == COMMENTS and net.after is None and net.before["author_id"] != user.pk:
            above = (
                (field.remote_field.model._meta.db_table, net.before.get(column))
                for column, field in kinds()[net.table].references.items()
            )
            if back.isdisjoint(above):
                return True
    return False


def require_permissions(nets: Collection[NetChange], *, user: AbstractBaseUser) -> None:
    """Raises PermissionDenied where the person may not."""
    if not may_reverse(nets, user=user):
        raise PermissionDenied


def reverse(nets: Iterable[NetChange]) -> None:
    """Bring every row back to what it was before, the last change first. Must run in a transaction."""
    nets = tuple(sorted(nets, key=lambda net: -net.last))
    doomed = {(net.table, net.row) for net in nets if net.before is None}
    missing = {(net.table, net.row): net for net in nets if net.after is None}
    for net in nets:
        kind = kinds()[net.table]
        if net.before is None:
            _delete(kind, net.row, doomed)
        elif net.after is None:
            _bring_back(kind, net, missing)
        else:
            _put_back(kind, net.row, values_of(kind, net.before))
    _carefully("Der frühere Stand", connection.check_constraints)  # those that wait for the end of the transaction


def values_of(kind: Kind, columns: Columns) -> dict[str, Any]:
    """The attributes of a model from the columns of the history; columns that are gone meanwhile are left out."""
    values = {}
    for column, field in kind.fields.items():
        if column in columns:
            value = columns[column]
            if isinstance(field, JSONField):
                value = json.loads(json.dumps(value, default=float))
            values[field.attname] = field.to_python(value)
    return values


def _put_back(kind: Kind, row: int, values: dict[str, Any]) -> None:
    found = kind.model._base_manager.select_for_update(no_key=True).filter(pk=row).first()
    if found is None:
        raise NotRestorable(f"{kind.label} Nr. {row} gibt es nicht mehr.")
    for name, value in values.items():
        setattr(found, name, value)
    _check(kind, found, values)
    fields = [field.name for field in kind.fields.values() if field.attname in values]
    _carefully(f"{kind.label} »{found}«", lambda: found.save(update_fields=fields))


def _bring_back(kind: Kind, net: NetChange, missing: dict[tuple[str, int], NetChange]) -> None:
    """Insert the row with its old key, what it refers to first."""
    if missing.pop((net.table, net.row), None) is None:
        return  # brought back already, as something another row refers to
    for column, field in kind.references.items():
        above = missing.get((field.remote_field.model._meta.db_table, net.before.get(column)))
        if above is not None:
            _bring_back(kinds()[above.table], above, missing)
    if kind.model._base_manager.filter(pk=net.row).exists():
        raise NotRestorable(f"{kind.label} Nr. {net.row} gibt es bereits wieder.")
    values = values_of(kind, net.before)
    row = kind.model(**values)
    _check(kind, row, values)
    # Raw: as it was, without what saving adds to a new row (the time of a comment).
    _carefully(f"{kind.label} »{row}«", lambda: row.save_base(raw=True, force_insert=True))


def _delete(kind: Kind, row: int, doomed: set[tuple[str, int]]) -> None:
    """Delete the row, unless something hangs on it that does not go as well."""
    found = kind.model._base_manager.select_for_update().filter(pk=row).first()
    if found is None:
        return  # gone with what it hung on
    collector = Collector(using=found._state.db)
    try:
        collector.collect([found])
    except ProtectedError as error:
        raise NotRestorable(_in_the_way(found, error.protected_objects)) from error
    except RestrictedError as error:
        raise NotRestorable(_in_the_way(found, error.restricted_objects)) from error
    going = [*collector.fast_deletes, *collector.data.values()]
    others = [other for group in going for other in group if (other._meta.db_table, other.pk) not in doomed]
    if others:
        raise NotRestorable(_in_the_way(found, others))
    collector.delete()


def _in_the_way(row: Model, others: Iterable[Model]) -> str:
    named = sorted({f"{other._meta.verbose_name} »{other}«" for other in others})
    more = f" und {len(named) - 3} weitere" if len(named) > 3 else ""
    return f"An »{row}« hängt inzwischen: {', '.join(named[:3])}{more}. Entfernen Sie das zuerst."


def _check(kind: Kind, row: Model, values: dict[str, Any]) -> None:
    """Refuse in German what the database would refuse: whatever is referred to must exist, the values be valid."""
    for field in kind.references.values():
        key, above = values.get(field.attname), field.remote_field.model
        if key is not None and not above._base_manager.filter(pk=key).exists():
            raise NotRestorable(
                f"{kind.label}: Was unter »{field.verbose_name}« stand, gibt es nicht mehr. "
                f"Stellen Sie zuerst diesen Eintrag ({above._meta.verbose_name} Nr. {key}) wieder her."
            )
    others = {field.name for field in row._meta.concrete_fields if field.attname not in values}
    try:
        row.clean_fields(exclude=others)
        row.clean()
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        raise NotRestorable(f"{kind.label} »{row}«: {' '.join(error.messages)}") from error


def _carefully(what: str, act: Callable[[], None]) -> None:
    """What only the database refuses is a sentence, too."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        raise NotRestorable(f"{what} passt nicht mehr zu dem, was seitdem erfasst wurde.") from error
