"""Bringing back: a whole action undone, an earlier version, something deleted. Every way is a new change itself."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from amp.history import recorded
from amp.models import Change
from programmes.locking import lock_programme
from programmes.models import Programme
from workspace.history.kinds import kinds
from workspace.history.names import label_of, names
from workspace.history.net import NetChange, net_changes
from workspace.history.reversing import NotRestorable, require_permissions, reverse
from workspace.history.words import moment


class NotUndoable(NotRestorable):
    """An action cannot be taken back as a whole; the German message says why. Nothing was changed."""


@transaction.atomic
def undo(*, action: str, programme: Programme, by: AbstractBaseUser) -> None:
    """Take back everything one action (`request.history.action`) changed in the programme and its Jobcenter.

    Raises NotUndoable where any of it was changed since, and PermissionDenied where the person may not.
    """
    lock_programme(programme.pk)
    changes = tuple(changes_of(programme).filter(action=action).order_by("pk"))
    nets = net_changes(changes)
    if not nets:
        raise NotUndoable("Hier gibt es nichts rückgängig zu machen.")
    if Change.objects.filter(action=action).exclude(pk__in=[change.pk for change in changes]).exists():
        raise NotUndoable("Der Vorgang betrifft nicht nur dieses Programm und lässt sich deshalb nur dort ändern.")
    require_permissions(nets, user=by)
    _lock(nets)
    if later := changed_since(nets):
        raise NotUndoable(_too_late(later))
    with recorded(by=by, reason=f"Rückgängig gemacht: Vorgang vom {moment(changes[-1].at)}"):
        try:
            reverse(nets)
        except NotRestorable as error:
            raise NotUndoable(str(error)) from error


@transaction.atomic
def restore_version(*, change: Change, programme: Programme, by: AbstractBaseUser, columns: Collection[str]) -> None:
    """Give these columns of a row the values they had after the change. Raises NotRestorable, PermissionDenied."""
    lock_programme(programme.pk)
    net = version(change)
    chosen = {column: value for column, value in (net.before or {}).items() if column in columns}
    if not chosen:
        raise NotRestorable("Es gibt nichts wiederherzustellen: Der Eintrag ist bereits auf diesem Stand.")
    part = replace(net, before=chosen)
    require_permissions([part], user=by)
    with recorded(by=by, reason=f"Wiederhergestellt: Stand vom {moment(change.at)}"):
        reverse([part])


@transaction.atomic
def restore_deleted(*, change: Change, programme: Programme, by: AbstractBaseUser) -> None:
    """Bring back the row this change deleted, with what the same action deleted or cut off because of it."""
    lock_programme(programme.pk)
    nets = lost_with(change, programme=programme)
    require_permissions(nets, user=by)
    with recorded(by=by, reason=f"Wiederhergestellt: Stand vom {moment(change.at)}"):
        reverse(nets)


def changes_of(programme: Programme) -> QuerySet[Change]:
    """The history of the programme and of what its Jobcenter keeps from year to year."""
    return Change.objects.filter(
        Q(programme=programme.pk) | Q(programme__isnull=True, jobcenter=programme.jobcenter_id)
    )


def version(change: Change) -> NetChange:
    """What would have to change for a row to be as it was after the change: `before` is then, `after` is now."""
    later = Change.objects.filter(table=change.table, row=change.row, pk__gt=change.pk)
    nets = net_changes(later)
    nothing = NetChange(table=change.table, row=change.row, before={}, after={}, last=change.pk)
    return nets[0] if nets else nothing


def lost_with(change: Change, *, programme: Programme) -> tuple[NetChange, ...]:
    """The row this change deleted, and what the same action deleted or cut off because it referred to it.

    What was cut off and has been given something else meanwhile stays as it is.
    """
    nets = net_changes(changes_of(programme).filter(action=change.action).exclude(kind="I"))
    found = {(net.table, net.row): net for net in nets if (net.table, net.row) == (change.table, change.row)}
    size = 0
    while size < len(found):
        size = len(found)
        for net in nets:
            if columns := _columns_that_refer(net, found):
                kept = net.before if net.after is None else {column: net.before[column] for column in columns}
                found.setdefault((net.table, net.row), replace(net, before=kept))
    moved_on = {
        (later.table, later.row) for later in changed_since(net for net in found.values() if net.after is not None)
    }
    return tuple(net for key, net in found.items() if key not in moved_on)


def _columns_that_refer(net: NetChange, found: Collection[tuple[str, int]]) -> list[str]:
    """The columns of a deleted or changed row that referred to one of those found."""
    return [
        column
        for column, field in kinds()[net.table].references.items()
        if net.before and (field.remote_field.model._meta.db_table, net.before.get(column)) in found
    ]


def changed_since(nets: Iterable[NetChange]) -> tuple[Change, ...]:
    """The changes after these that left a difference: to a row that came or went at all, otherwise to its columns."""
    nets = {(net.table, net.row): net for net in nets}
    if not nets:
        return ()
    later = Change.objects.filter(
        table__in={table for table, _ in nets},
        row__in={row for _, row in nets},
        pk__gt=min(net.last for net in nets.values()),
    ).order_by("pk")
    later = [
        change
        for change in later
        if (change.table, change.row) in nets and change.pk > nets[change.table, change.row].last
    ]
    touched = {
        (since.table, since.row) for since in net_changes(later) if _touches(since, nets[since.table, since.row])
    }
    return tuple(change for change in later if (change.table, change.row) in touched)


def _touches(since: NetChange, net: NetChange) -> bool:
    if net.before is None or net.after is None or since.after is None:
        return True
    return not net.after.keys().isdisjoint(since.after)


def _lock(nets: Iterable[NetChange]) -> None:
    """Nobody changes the rows between the look at what happened since and the change."""
    rows: dict[str, list[int]] = {}
    for net in nets:
        rows.setdefault(net.table, []).append(net.row)
    for table, pks in sorted(rows.items()):
        list(kinds()[table].model._base_manager.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))


def _too_late(later: Collection[Change]) -> str:
    known = names({(change.table, change.row) for change in later})
    told = {
        f"{label_of(kinds()[change.table], change.row, known)} ({change.actor_name}, {moment(change.at)})": None
        for change in later
    }
    more = f" und {len(told) - 3} weitere" if len(told) > 3 else ""
    return (
        "Das lässt sich nicht mehr rückgängig machen, denn seitdem wurde daran gearbeitet: "
        f"{'; '.join(list(told)[:3])}{more}. Es wurde nichts geändert."
    )
