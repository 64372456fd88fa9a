"""Carry out what a workbook changes. Everything runs in the caller's transaction, on rows that the caller locked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Max

from programmes.locking import lock_programme
from programmes.models import Measure, MeasureSite, Programme
from workspace.spreadsheet.columns import LINKS
from workspace.spreadsheet.plan import Plan, RowPlan

STEPS = 20
"""Progress is told about so often."""

FIELDS = {"section": "focus_area_id", "measure": "measure_id", "site": "site_id"}
"""The columns that are not named as the field they go to."""

Added = Mapping[tuple[str, str], int]
"""The keys of the names that were added, by column and name."""


def lock(programme: Programme) -> None:
    """Let nobody else change the measures of the programme or their sites before this transaction ends."""
    lock_programme(programme.pk)
    list(programme.measures.select_for_update().order_by("pk").values_list("pk"))
    sites = MeasureSite.objects.filter(measure__programme=programme).select_for_update(of=("self",))
    list(sites.order_by("pk").values_list("pk"))


def carry_out(plan: Plan, *, programme: Programme) -> Iterator[int]:
    """Write what the plan says; yields how many of its rows are written, now and then and at the end."""
    size = max(1, -(-len(plan.rows) // STEPS))
    added = _add_names(plan, programme)
    titles: dict[str, int] = {}
    done = 0
    for rows in _in_steps(plan.measures, size):
        titles |= _write_measures(rows, programme, added)
        done += len(rows)
        yield done
    for rows in _in_steps(plan.sites, size):
        _write_sites(rows, titles)
        done += len(rows)
        yield done


def _in_steps(rows: Sequence[RowPlan], size: int) -> Iterator[Sequence[RowPlan]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _add_names(plan: Plan, programme: Programme) -> Added:
    """Make the partners and target groups that were asked for; somebody may have made them meanwhile."""
    return {
        (column, name): getattr(programme.jobcenter, column).get_or_create(name=name)[0].pk
        for column, name in plan.create
    }


def _write_measures(rows: Sequence[RowPlan], programme: Programme, added: Added) -> dict[str, int]:
    """Returns title → key of those that were created."""
    last = programme.measures.aggregate(last=Max("position"))["last"] or 0
    found = Measure.objects.in_bulk([row.key for row in rows if row.key])
    measures = [
        found[row.key] if row.key else Measure(programme=programme, position=last + place)
        for place, row in enumerate(rows, start=1)
    ]
    written = _set(measures, rows, skipped=LINKS)
    created = [measure for measure, row in zip(measures, rows, strict=True) if row.key is None]
    _save(Measure, measures, created, written)
    for name in LINKS:
        _link(name, zip(measures, rows, strict=True), added)
    return {measure.title: measure.pk for measure in created}


def _write_sites(rows: Sequence[RowPlan], titles: Mapping[str, int]) -> None:
    found = MeasureSite.objects.in_bulk([row.key for row in rows if row.key])
    sites = [found[row.key] if row.key else MeasureSite() for row in rows]
    written = _set(sites, rows)
    created = [site for site, row in zip(sites, rows, strict=True) if row.key is None]
    for site in created:
        site.measure_id = titles.get(site.measure_id, site.measure_id)
    _save(MeasureSite, sites, created, written)


def _set(entries: Sequence[Any], rows: Sequence[RowPlan], *, skipped: Sequence[str] = ()) -> set[str]:
    """Give the entries their values; returns the fields that any of them gets."""
    written = set()
    for entry, row in zip(entries, rows, strict=True):
        for column, value in row.values.items():
            if column not in skipped:
                field = FIELDS.get(column, column)
                setattr(entry, field, value)
                written.add(field)
    return written


def _save(model: type[Any], entries: Sequence[Any], created: Sequence[Any], fields: set[str]) -> None:
    model.objects.bulk_create(created)
    changed = [entry for entry in entries if entry not in created]
    if changed and fields:
        model.objects.bulk_update(changed, [field.removesuffix("_id") for field in fields])


def _link(name: str, rows: Iterator[tuple[Measure, RowPlan]], added: Added) -> None:
    """Add and take away what the measures are linked with, so that what others linked meanwhile stays."""
    relation = Measure._meta.get_field(name)
    through, other = relation.remote_field.through, f"{relation.m2m_reverse_field_name()}_id"
    wanted = {
        measure.pk: {added.get((name, key), key) for key in row.values[name]}
        for measure, row in rows
        if name in row.values
    }
    links = through.objects.filter(measure__in=wanted)
    existing = {(link.measure_id, getattr(link, other)): link.pk for link in links}
    pairs = {(measure, key) for measure, keys in wanted.items() for key in keys}
    through.objects.filter(pk__in=[pk for pair, pk in existing.items() if pair not in pairs]).delete()
    missing = sorted(pairs - existing.keys())
    through.objects.bulk_create(
        [through(**{"measure_id": measure, other: key}) for measure, key in missing], ignore_conflicts=True
    )
