"""The form of a measure: what it is, when, how much, and what it is linked with."""

from collections.abc import Container, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

from amp.checked_forms import CheckedForm
from amp.formfields import GermanDateField, GermanIntegerField
from amp.merging import Plain
from amp.merging_forms import MergingForm
from amp.merging_words import NOTHING, plain
from amp.numbers import german_date
from budget.models import IndicatorValue
from programmes.models import FocusArea, Instrument, Measure, MeasureState, Site
from workspace.planning.checklists import ChecklistField, NewNamesField
from workspace.planning.options import Options, folded
from workspace.planning.saving import find_or_add, last_position, save_sites
from workspace.planning.site_rows import Row, SiteRows, as_sent, in_words, site_rows
from workspace.planning.values import LINKS, Values, values_of, with_links
from workspace.texts import NamesFigures

#: Field for new names → the list it adds to, and how it is called.
NEW = {
    "new_target_groups": ("target_groups", "Neue Zielgruppen"),
    "new_partners": ("partners", "Neue Kooperationspartner"),
}
SITE_TWICE = (
    "Jemand anderes hat inzwischen denselben Standort eingetragen. Es wurde nichts gespeichert. "
    "Bitte entfernen Sie eine der beiden Zeilen."
)


class MeasureForm(NamesFigures, CheckedForm, MergingForm):
    """A measure of one programme (`instance.programme`) with its links and, in `sites`, its rows of sites.

    `may_add` are the kinds of things (`partner`, `targetgroup`, `site`) that the person may add to the Jobcenter;
    `added` names what was added by saving.
    """

    rows = ("sites",)
    may_save_as_new = True

    planned_places = GermanIntegerField(label="Geplante Plätze", required=False)
    planned_entries = GermanIntegerField(label="Geplante Eintritte", required=False)
    reason = forms.CharField(label="Grund der Änderung", required=False, max_length=300)

    class Meta:
        model = Measure
        fields = (
            *("title", "focus_area", "state", "starts_on", "ends_on", "period"),
            *("planned_places", "planned_entries", "description"),
        )

    def __init__(
        self, data: Any = None, *, instance: Measure, options: Options, may_add: Container[str] = (), initial: Values
    ) -> None:
        super().__init__(data, instance=instance, initial=initial)
        self.options, self.may_add = options, may_add
        self.added: list[str] = []
        self.sites = self._sites(initial.get("sites", ()))
        programme = instance.programme
        for name in ("starts_on", "ends_on"):
            self.fields[name] = GermanDateField(label=self.fields[name].label, required=False, year=programme.year)
        section = self.fields["focus_area"]
        section.queryset = FocusArea.objects.in_programme(programme)
        section.choices = [("", "– keiner –"), *((row.pk, row.label) for row in options.sections.values())]
        section.error_messages["invalid_choice"] = "Diesen Abschnitt gibt es in diesem Programm nicht (mehr)."
        self.fields["period"].help_text = "Wenn kein Tag bekannt ist, etwa »seit 2019«."
        for name, model in LINKS.items():
            rows = model.objects.all() if model is Instrument else model.objects.filter(jobcenter=programme.jobcenter)
            label = Measure._meta.get_field(name).verbose_name
            all_or_none = name == "municipalities"
            self.fields[name] = ChecklistField(rows, getattr(options, name), label=label, all_or_none=all_or_none)
        for field, (name, label) in NEW.items():
            model = LINKS[name]
            if model._meta.model_name in may_add:
                self.fields[field] = NewNamesField(label=label, longest=model._meta.get_field("name").max_length)
        if instance._state.adding and not self.is_bound:
            self.fields["title"].widget.attrs["autofocus"] = True

    def _sites(self, initial: Iterable[Row] = ()) -> SiteRows:
        data = self.data if self.is_bound else None
        return site_rows(data, initial=initial, options=self.options, may_add="site" in self.may_add)

    def unsent(self, values: Values) -> "MeasureForm":
        """The form that was sent as one that is still being filled in: what was typed stays, the rest is `values`."""
        typed = {name: self[name].data for name in self.fields if _says_something(self[name].data)}
        if typed.get("state") == MeasureState.PLANNED:  # what a new one begins with
            del typed["state"]
        rows = [{name: row[name].data or None for name in row.fields} for row in self.sites if row.has_changed()]
        initial = {**values, **typed, **({"sites": rows} if rows else {})}
        return MeasureForm(instance=self.instance, options=self.options, may_add=self.may_add, initial=initial)

    def is_valid(self) -> bool:
        """Both are checked, so that all errors are told at once."""
        return all([self.sites.is_valid(), super().is_valid()])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            text = (
                f"Das Ende ({german_date(last)}) liegt vor dem Beginn ({german_date(first)}). "
                "Bitte prüfen Sie beide Daten."
            )
            self.add_error("ends_on", ValidationError(text, code="order"))
        if self.sites.is_valid():
            values["sites"] = self.sites.rows
            self._keep_counted_sites()
        return values

    def _keep_counted_sites(self) -> None:
        """Refuse to remove a site whose places are the value of an indicator."""
        if self.instance._state.adding:  # no key would mean every indicator without a site
            return
        kept = {row["site"] for row in self.sites.rows}
        counted = IndicatorValue.objects.filter(measure_site__measure=self.instance.pk).exclude(
            measure_site__site__name__in=kept
        )
        for value in counted.select_related("indicator", "measure_site__site"):
            self.add_error(
                None,
                f"Der Standort »{value.measure_site.site}« bleibt: Seine Plätze sind der Wert der Messgröße "
                f"»{value}«. Ändern Sie zuerst diese in der Verwaltung.",
            )

    # Merging

    def _sets(self) -> list[str]:
        return list(LINKS)

    def plain_values(self, row: Measure) -> dict[str, Plain]:
        read = row if hasattr(row, "site_values") else with_links(Measure.objects.filter(pk=row.pk)).get()
        return {name: plain(value) for name, value in values_of(read).items() if name != "sites"} | {
            "sites": read.site_values
        }

    def typed_values(self) -> dict[str, Plain]:
        return super().typed_values() | {"sites": self.sites.rows}

    def show(self, name: str, value: Plain) -> None:
        if name != "sites":
            super().show(name, value)
            return
        for sent in [sent for sent in self.data if sent.startswith("sites-")]:
            del self.data[sent]
        for sent, text in as_sent(value).items():
            self.data[sent] = text
        self.sites = self._sites()

    def label_of(self, name: str) -> str:
        return "Standorte" if name == "sites" else super().label_of(name)

    def value_in_words(self, name: str, value: Plain) -> SafeString:
        if name != "sites":
            return super().value_in_words(name, value)
        if not value:
            return NOTHING
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((in_words(row),) for row in value)))

    def _take(self, current: Measure, merged: dict[str, Plain], typed: dict[str, Plain]) -> bool:
        """A site that several people entered stands once where all say the same; otherwise the rows come back."""
        stored = [row | {"id": None} for row in merged["sites"] if row["id"]]
        merged["sites"] = [row for row in merged["sites"] if row["id"] or row not in stored]
        if len({folded(row["site"]) for row in merged["sites"]}) < len(merged["sites"]):
            self.add_error(None, SITE_TWICE)
            return False
        return super()._take(current, merged, typed)

    # Saving

    def save(self, commit: bool = True) -> Measure:
        if self.instance._state.adding:
            self.instance.position = last_position(self.instance.programme) + 1
        return super().save(commit)

    def save_rows(self, values: dict[str, Plain]) -> None:
        """Store links and sites, and add to the Jobcenter what it does not have yet."""
        measure = self.instance
        jobcenter = self.instance.programme.jobcenter
        links = {name: set(values[name]) for name in LINKS}
        for field, (name, _) in NEW.items():
            for new in self.cleaned_data.get(field, ()):
                links[name].add(self._found(find_or_add(LINKS[name], jobcenter, new)).pk)
        for name, keys in links.items():
            getattr(measure, name).set(keys)
        towns = self.sites.municipalities
        rows = [
            (row, self._found(find_or_add(Site, jobcenter, row["site"], municipality_id=towns.get(row["site"]))))
            for row in values["sites"]
        ]
        save_sites(measure, rows)

    def _found(self, found: tuple[Any, bool]) -> Any:
        row, created = found
        if created:
            self.added.append(row.name)
        return row


def _says_something(sent: str | list[str] | None) -> bool:
    """Whether there is more than the marks around an empty text."""
    return bool(strip_tags(sent).strip() if isinstance(sent, str) else sent)
