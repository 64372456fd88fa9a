"""Writing a measure with its links and sites, and what was added to the Jobcenter on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from programmes.models import Jobcenter, Measure, MeasureSite, Municipality, Programme, Site
from workspace.planning.measure_form import LINKS, NEW, MeasureForm
from workspace.planning.site_rows import COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The measure, and the names of the partners, target groups and sites that were added to the Jobcenter."""

    measure: Measure
    added: tuple[str, ...]


@transaction.atomic
def save_measure(*, form: MeasureForm, rows: Iterable[Mapping[str, Any]]) -> Saved:
    """Store what the valid form and its rows of sites say. A new measure comes last in its programme."""
    measure = form.instance
    jobcenter = measure.programme.jobcenter
    if measure.pk is None:
        measure.position = _last_position(measure.programme) + 1
    measure.save()
    links = {name: set(form.cleaned_data[name]) for name in LINKS}
    added: list[str] = []
    for field, (name, model, _) in NEW.items():
        for new in form.cleaned_data.get(field, ()):
            row, created = _find_or_add(model, jobcenter, new)
            links[name].add(row.pk)
            if created:
                added.append(row.name)
    for name, keys in links.items():
        getattr(measure, name).set(keys)
    added.extend(_save_sites(measure, jobcenter, rows))
    return Saved(measure=measure, added=tuple(added))


def _last_position(programme: Programme) -> int:
    Programme.objects.select_for_update().get(pk=programme.pk)
    return programme.measures.aggregate(last=Max("position"))["last"] or 0


def _find_or_add(model: type[Model], jobcenter: Jobcenter, name: str, **values: Any) -> tuple[Any, bool]:
    """The row of this name, whatever its capital letters; two people who add it at once get the same one."""
    Jobcenter.objects.select_for_update().get(pk=jobcenter.pk)
    for row in model.objects.filter(jobcenter=jobcenter, name__iexact=name).order_by("pk"):
        return row, False
    return model.objects.create(jobcenter=jobcenter, name=name, **values), True


def _save_sites(measure: Measure, jobcenter: Jobcenter, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Store the rows in the place of those there were; the names of new sites."""
    kept = [dict(row) for row in rows]
    stored = {row.pk: row for row in measure.measure_sites.select_for_update()}
    for pk in stored.keys() - {row["id"] for row in kept}:
        stored[pk].delete()
    added = []
    for values in kept:
        municipality = values.get("municipality")
        site, created = _find_or_add(Site, jobcenter, values["site"], municipality_id=municipality)
        if created:
            added.append(site.name)
        elif municipality and site.municipality_id is None:
            site.municipality = Municipality.objects.get(pk=municipality)
            site.save(update_fields=["municipality"])
        _save_site(stored.get(values["id"]) or MeasureSite(measure=measure), site, values)
    return added


def _save_site(row: MeasureSite, site: Site, values: Mapping[str, Any]) -> None:
    new = {name: values[name] for name in COLUMNS}
    if row.pk and row.site_id == site.pk and all(getattr(row, name) == value for name, value in new.items()):
        return
    row.site = site
    for name, value in new.items():
        setattr(row, name, value)
    row.save()
