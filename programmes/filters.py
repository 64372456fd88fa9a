"""The filter above the list of measures: only what occurs in the programme can be chosen, no choice leads nowhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import django_filters as filters
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.forms import SearchInput
from django.http import QueryDict

from amp.sorting import german_key
from programmes.models import Measure, MeasureState, Programme
from programmes.rows import Heading, MeasureRow

INVALID = "Diese Auswahl gibt es in diesem Programm nicht. Sie bleibt unberücksichtigt."


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveFilter:
    """A filter in use, with the query string of the page without it."""

    label: str
    value: str
    without: str


def _choice(label: str, **options: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, empty_label="alle", error_messages={"invalid_choice": INVALID}, **options)


class MeasureFilter(filters.FilterSet):
    """Narrows the measures of one programme; `rows` are all of them, `sections` its headings."""

    q = filters.CharFilter(label="Suche in Titel und Beschreibung", method="search", widget=SearchInput, max_length=200)
    section = _choice("Schwerpunkt", method="in_section")
    instrument = _choice("Instrument", field_name="instruments")
    municipality = _choice("Kommune", method="in_municipality")
    site = _choice("Standort", field_name="measure_sites__site")
    target_group = _choice("Zielgruppe", field_name="target_groups")
    state = _choice("Status")

    class Meta:
        model = Measure
        fields: Sequence[str] = []

    def __init__(
        self, data: QueryDict, *, programme: Programme, rows: Iterable[MeasureRow], sections: Mapping[int, Heading]
    ) -> None:
        super().__init__(data, queryset=programme.measures.order_by())
        self.rows = tuple(rows)
        self.sections = sections
        for name, choices in self._choices().items():
            self.filters[name].extra["choices"] = choices

    def _choices(self) -> dict[str, list[tuple[str, str]]]:
        rows, sections = self.rows, self.sections
        used = {pk for row in rows if row.section for pk in row.section.path}
        places = [(town.pk, town.name) for row in rows for town in row.municipalities]
        places += [
            (site.municipality.pk, site.municipality.name) for row in rows for site in row.sites if site.municipality
        ]
        states = {row.state for row in rows}
        return {
            "section": [(str(pk), heading.label) for pk, heading in sections.items() if pk in used],
            "instrument": _sorted((use.pk, use.label) for row in rows for use in row.instruments),
            "municipality": _sorted(places),
            "site": _sorted((site.pk, site.name) for row in rows for site in row.sites),
            "target_group": _sorted((group.pk, group.name) for row in rows for group in row.target_groups),
            "state": [(value, label) for value, label in MeasureState.choices if value in states],
        }

    def found(self) -> tuple[MeasureRow, ...]:
        """The rows that pass; asks the database only where something is filtered. Invalid values do not filter."""
        self.form.full_clean()
        if not any(self.form.cleaned_data.values()):
            return self.rows
        hits = set(self.qs.values_list("pk", flat=True))
        return tuple(row for row in self.rows if row.pk in hits)

    def active(self) -> tuple[ActiveFilter, ...]:
        """The filters in use, in the words of the form."""
        return tuple(
            ActiveFilter(
                label="Suche" if name == "q" else str(self.form.fields[name].label),
                value=dict(self.filters[name].extra.get("choices", ())).get(value, f"„{value}“"),
                without=_without(self.data, name),
            )
            for name, value in self.form.cleaned_data.items()
            if value
        )

    def search(self, measures: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        """Every word must occur in the title or in the text of the description (not in its markup)."""
        text = Func(
            *(F("description"), Value("<[^>]*>"), Value(" "), Value("g")),
            function="regexp_replace",
            output_field=TextField(),
        )
        measures = measures.annotate(plain_description=text)
        for word in value.split():
            written = Q(title__icontains=word) | Q(plain_description__icontains=escape(word, quote=False))
            measures = measures.filter(written)
        return measures

    def in_section(self, measures: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        """The section and all below it."""
        return measures.filter(
            focus_area__in=[pk for pk, heading in self.sections.items() if int(value) in heading.path]
        )

    def in_municipality(self, measures: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        """Measures that name the municipality or have a site there."""
        return measures.filter(Q(municipalities=value) | Q(measure_sites__site__municipality=value))


def _sorted(pairs: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(pk), label) for pk, label in sorted(set(pairs), key=lambda pair: german_key(pair[1]))]


def _without(data: QueryDict, *names: str) -> str:
    """The query string without these parameters and on the first page."""
    rest = data.copy()
    for name in (*names, "page"):
        rest.pop(name, None)
    return rest.urlencode()
