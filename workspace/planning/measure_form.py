"""The form of a measure: what it is, when, how much, and what it is linked with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from amp.admin_forms import ScopedForm
from amp.formfields import GermanDateField, GermanIntegerField
from amp.numbers import german_date
from programmes.models import FocusArea, Measure, Partner, TargetGroup
from workspace.planning.checklists import ChecklistField, NewNamesField
from workspace.planning.options import Options

#: The links of a measure that are chosen from lists.
LINKS = ("instruments", "municipalities", "target_groups", "partners")
#: Field for new names → the list it adds to, the model it makes, and how it is called.
NEW = {
    "new_target_groups": ("target_groups", TargetGroup, "Neue Zielgruppen"),
    "new_partners": ("partners", Partner, "Neue Kooperationspartner"),
}


class MeasureForm(ScopedForm):
    """A measure of one programme (`instance.programme`). The links are not the model form's: `save_measure` sets them.

    `may_add` are the fields of NEW that the person may use.
    """

    planned_places = GermanIntegerField(label="Geplante Plätze", required=False)
    planned_entries = GermanIntegerField(label="Geplante Eintritte", required=False)
    reason = forms.CharField(label="Grund der Änderung", required=False, max_length=300)

    class Meta:
        model = Measure
        fields = (
            *("title", "focus_area", "state", "starts_on", "ends_on", "period"),
            *("planned_places", "planned_entries", "description"),
        )

    def __init__(self, *args: Any, options: Options, may_add: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.instance.programme.year
        for name in ("starts_on", "ends_on"):
            self.fields[name] = GermanDateField(label=self.fields[name].label, required=False, year=year)
        section = self.fields["focus_area"]
        section.queryset = FocusArea.objects.in_programme(self.instance.programme)
        section.choices = [("", "– keinem –"), *((row.pk, row.label) for row in options.sections.values())]
        section.error_messages["invalid_choice"] = "Diesen Schwerpunkt gibt es in diesem Programm nicht (mehr)."
        self.fields["period"].help_text = "Wenn kein Tag bekannt ist, etwa »seit 2019«."
        for name in LINKS:
            self.fields[name] = ChecklistField(
                getattr(options, name),
                label=Measure._meta.get_field(name).verbose_name,
                all_or_none=name == "municipalities",
            )
        for name in may_add:
            _, model, label = NEW[name]
            self.fields[name] = NewNamesField(label=label, longest=model._meta.get_field("name").max_length)
        if not self.instance.pk:
            self.fields["title"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            text = (
                f"Das Ende ({german_date(last)}) liegt vor dem Beginn ({german_date(first)}). "
                "Bitte prüfen Sie beide Daten."
            )
            self.add_error("ends_on", ValidationError(text, code="order"))
        return values
