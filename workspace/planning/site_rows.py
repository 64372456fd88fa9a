"""The sites of a measure as rows of its form; the last row is empty and makes a new one when it is filled in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from amp.fields import Decimals
from amp.formfields import GermanIntegerField
from amp.numbers import Qualifier, quantity
from programmes.models import MeasureSite, Site, SiteState
from workspace.planning.options import Options, folded

MOST = 200
Row = dict[str, Any]
"""A row as plain values: `id` (None: new), `site` (a name) and COLUMNS."""
#: What a row holds besides its key and its site.
COLUMNS = ("state", "places", "qualifier", "decimals", "period", "source")
#: What the page folds away while it says no more than usual.
FOLDED = ("qualifier", "decimals")


class SiteRowForm(forms.Form):
    """One site of the measure. The site is named: an unknown name makes a new site of the Jobcenter."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    site = forms.CharField(
        label="Standort",
        max_length=Site._meta.get_field("name").max_length,
        widget=forms.TextInput({"list": "standorte-liste", "autocomplete": "off", "data-site": True}),
    )
    municipality = forms.TypedChoiceField(label="Kommune", coerce=int, empty_value=None, required=False)
    state = forms.ChoiceField(label="Zustand", choices=SiteState.choices, initial=SiteState.EXISTING)
    places = GermanIntegerField(label="Plätze", required=False)
    qualifier = forms.ChoiceField(
        label="Genauigkeit", choices=[(one.value, one.value) for one in Qualifier], initial=Qualifier.EXACT.value
    )
    decimals = forms.TypedChoiceField(label="Angegeben", coerce=int, choices=Decimals.choices, initial=Decimals.WHOLE)
    period = forms.CharField(
        label="Zeitraum in Worten", max_length=MeasureSite._meta.get_field("period").max_length, required=False
    )
    source = forms.CharField(
        label="Quelle", max_length=MeasureSite._meta.get_field("source").max_length, required=False
    )

    def __init__(self, *args: Any, options: Options, may_add: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options, self.may_add = options, may_add
        self.fields["municipality"].choices = [
            ("", "–"),
            *((row.pk, row.name) for row in options.municipalities),
        ]

    @property
    def says_more(self) -> bool:
        """Whether a folded field holds another value than usual."""
        return any(str(self[name].value()) != str(self.fields[name].initial) for name in FOLDED)

    @property
    def known_town(self) -> str:
        """The municipality of the site that the row names; empty while that is not known and can be chosen."""
        site = self.options.site_by_name.get(folded(str(self["site"].value() or "")))
        return self.options.municipality_names.get(site.municipality or 0, "") if site else ""

    def clean_site(self) -> str:
        """The name as the Jobcenter writes it already, where it knows the site."""
        name = " ".join(self.cleaned_data["site"].split())
        known = self.options.site_by_name.get(folded(name))
        if known is None and not self.may_add:
            raise ValidationError(f"Den Standort »{name}« gibt es noch nicht. Bitte wählen Sie einen aus der Liste.")
        return known.name if known else name


class SiteRows(forms.BaseFormSet):
    """All rows of a measure; no site twice."""

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.kept:
            name = folded(form.cleaned_data.get("site", ""))
            if name and name in seen:
                form.add_error("site", "Dieser Standort steht zweimal in der Liste.")
            seen.add(name)

    @property
    def kept(self) -> list[SiteRowForm]:
        """The rows that are filled in and not to be removed."""
        return [form for form in self.forms if not self._should_delete_form(form) and not _is_empty(form)]

    @property
    def rows(self) -> list[Row]:
        """What the valid rows say, as `values_of` says it of a stored measure."""
        return [{name: form.cleaned_data[name] for name in ("id", "site", *COLUMNS)} for form in self.kept]

    @property
    def municipalities(self) -> dict[str, int]:
        """The name of a site → the key of its municipality, where one was chosen."""
        chosen = ((form.cleaned_data["site"], form.cleaned_data["municipality"]) for form in self.kept)
        return {name: key for name, key in chosen if key}

    def add_fields(self, form: SiteRowForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "entfernen"


def _is_empty(form: SiteRowForm) -> bool:
    return form.empty_permitted and not form.has_changed()


SiteRowSet = forms.formset_factory(
    SiteRowForm, formset=SiteRows, extra=1, can_delete=True, max_num=MOST, validate_max=True
)


def site_rows(data: Any, *, initial: Iterable[Row], options: Options, may_add: bool) -> SiteRows:
    """The rows as they were sent (`data`), else as `initial` says."""
    given = {"options": options, "may_add": may_add}
    return SiteRowSet(data, initial=None if data else list(initial), prefix="sites", form_kwargs=given)


def as_sent(rows: Iterable[Row]) -> dict[str, str]:
    """The rows as a browser would send them, with the empty one below."""
    stored = list(rows)
    sent = {"sites-TOTAL_FORMS": str(len(stored) + 1), "sites-INITIAL_FORMS": str(len(stored))}
    empty = {name: field.initial for name, field in SiteRowForm.base_fields.items()}
    for number, row in enumerate([*stored, empty]):
        sent |= {f"sites-{number}-{name}": "" if value is None else str(value) for name, value in row.items()}
    return sent


def in_words(row: Row) -> str:
    """»Werkstatt: neu, rd. 12 Plätze, ab 2027 (Vorlage)«."""
    places = "" if row["places"] is None else f"{quantity(row['places'], qualifier=row['qualifier'])} Plätze"
    parts = (SiteState(row["state"]).label, places, row["period"])
    text = f"{row['site']}: {', '.join(filter(None, parts))}"
    return f"{text} ({row['source']})" if row["source"] else text
