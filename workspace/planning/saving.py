"""Writing what belongs to a measure, and adding to the Jobcenter what it does not have yet."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Model

from programmes.locking import lock_programme
from programmes.models import Jobcenter, Measure, MeasureSite, Programme, Site
from workspace.planning.site_rows import COLUMNS, Row


def last_position(programme: Programme) -> int:
    """The highest position of a measure; nobody else adds one before the transaction ends."""
    lock_programme(programme.pk)
    return programme.measures.aggregate(last=Max("position"))["last"] or 0


def find_or_add(model: type[Model], jobcenter: Jobcenter, name: str, **values: Any) -> tuple[Any, bool]:
    """The row of this name, whatever its capital letters, and whether it is new. Two people at once get the same."""
    Jobcenter.objects.select_for_update(no_key=True).get(pk=jobcenter.pk)
    for row in model.objects.filter(jobcenter=jobcenter, name__iexact=name).order_by("pk"):
        for column, value in values.items():
            if value is not None and getattr(row, column) is None:
                setattr(row, column, value)
                row.save(update_fields=[column.removesuffix("_id")])
        return row, False
    return model.objects.create(jobcenter=jobcenter, name=name, **values), True


def save_sites(measure: Measure, rows: Iterable[tuple[Row, Site]]) -> None:
    """Store these rows in the place of those there are; what stays as it was is not written.

    A row of the database stays with its site, so that two rows may change places.
    """
    kept = list(rows)
    sites = {site.pk for _, site in kept}
    stored = {row.pk: row for row in measure.measure_sites.all()}
    of_site = {row.site_id: row for row in stored.values()}
    found = []
    for values, site in kept:
        moved = stored.get(values["id"])
        row = of_site.get(site.pk) or (moved if moved and moved.site_id not in sites else None)
        found.append((row or MeasureSite(measure=measure), site, values))
    for pk in stored.keys() - {row.pk for row, _, _ in found}:
        stored[pk].delete()
    for row, site, values in found:
        new = {"site_id": site.pk, **{name: values[name] for name in COLUMNS}}
        if row.pk and all(getattr(row, name) == value for name, value in new.items()):
            continue
        for name, value in new.items():
            setattr(row, name, value)
        row.save()
