"""The filter above the list of measures: only what occurs in the programme can be chosen, no choice leads nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import django_filters as filters
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.forms import SearchInput
from django.http import QueryDict

from amp.lists import query_without
from programmes.models import Measure, Programme
from programmes.rows import Heading

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
    """Narrows the measures of one programme; `sections` are its headings, `choices` what occurs, by filter."""

    q = filters.CharFilter(label="Suche in Titel und Beschreibung", method="search", widget=SearchInput, max_length=200)
    section = _choice("Abschnitt", method="in_section")
    instrument = _choice("Instrument", field_name="instruments")
    municipality = _choice("Kommune", method="in_municipality")
    site = _choice("Standort", field_name="measure_sites__site")
    target_group = _choice("Zielgruppe", field_name="target_groups")
    state = _choice("Status")

    class Meta:
        model = Measure
        fields: Sequence[str] = []

    def __init__(
        self,
        data: QueryDict,
        *,
        programme: Programme,
        sections: Mapping[int, Heading],
        choices: Mapping[str, Sequence[tuple[str, str]]],
    ) -> None:
        super().__init__(data, queryset=programme.measures.order_by())
        self.sections = sections
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    def hits(self) -> QuerySet[Measure] | None:
        """The measures that pass; None where nothing is filtered. Invalid values do not filter."""
        self.form.full_clean()
        return self.qs if any(self.form.cleaned_data.values()) else None

    def active(self) -> tuple[ActiveFilter, ...]:
        """The filters in use, in the words of the form."""
        return tuple(
            ActiveFilter(
                label="Suche" if name == "q" else str(self.form.fields[name].label),
                value=dict(self.filters[name].extra.get("choices", ())).get(value, f"»{value}«"),
                without=query_without(self.data, name, "page"),
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
