"""The forms of one line of a stage: money, and posts."""

from itertools import count
from typing import Any

from django import forms
from django.db.models import Max, Model

from amp.checked_forms import CheckedForm
from amp.formfields import GermanDecimalField
from amp.merging_forms import MergingForm
from budget.figures import CALCULATED, LineKind, StaffingKind
from budget.models import BudgetLine, StaffingLine
from budget.references import dangling
from programmes.locking import lock_programme
from workspace.planning.line_choices import assignable, line_choices

VALUE = ("qualifier", "decimals", "source")


class LineForm(CheckedForm, MergingForm):
    """A line of the stage `instance.stage`; a new one comes last."""

    may_save_as_new = True

    reason = forms.CharField(label="Grund der Änderung", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "fund", "to_fund"):
            if name in self.fields and self.fields[name].choices[0][0] == "":
                self.fields[name].choices = [("", "– bitte wählen –"), *self.fields[name].choices[1:]]
        if self.instance._state.adding and not self.is_bound:
            self.fields["label"].widget.attrs["autofocus"] = True

    def _locked(self) -> Model | None:
        lock_programme(self.instance.stage.programme_id)
        return super()._locked()

    def save(self, commit: bool = True) -> Model:
        line = self.instance
        if line._state.adding:
            rows = type(line)._base_manager.filter(stage=line.stage_id)
            line.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
        return super().save(commit)


class BudgetLineForm(LineForm):
    class Meta:
        model = BudgetLine
        fields = (
            *("label", "kind", "amount", "fund", "to_fund", *VALUE),
            *("product", "plan_line", "instrument", "measure"),
        )
        field_classes = {"amount": GermanDecimalField}
        help_texts = {
            "kind": (
                "Zuweisung: Geld kommt in einen Topf. Umschichtung: Geld geht von einem Topf in einen anderen. "
                "Aufwand: Geld wird aus einem Topf ausgegeben."
            ),
            "amount": "In Euro, etwa 1.234,56. Leer, solange nicht bekannt. Leer ist nicht 0.",
            "fund": "",
            "qualifier": "",
            "decimals": "Wie die Quelle den Betrag nennt.",
            "source": "Zum Beispiel »Vorlage 047/2021«.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = self.instance.stage.programme
        choices = line_choices(programme)
        for name, rows in assignable(programme).items():
            self.fields[name].queryset = rows
            self.fields[name].choices = choices[name]
            self.fields[name].error_messages["invalid_choice"] = "Das gibt es hier nicht (mehr). Bitte wählen Sie neu."

    def clean_to_fund(self) -> str:
        """Only a transfer leads into another fund; for other kinds the field is not shown."""
        return self.cleaned_data["to_fund"] if self.cleaned_data.get("kind") == LineKind.TRANSFER else ""


class StaffingLineForm(LineForm):
    class Meta:
        model = StaffingLine
        fields = ("label", "kind", "posts", "code", *VALUE)
        field_classes = {"posts": GermanDecimalField}
        help_texts = {
            "code": "Damit nennen Texte die Stellen, etwa »P02«. Im Programm nur einmal.",
            "posts": "Leer, solange nicht bekannt. Leer ist nicht 0. Eine Einsparung ist negativ, etwa −3,5.",
            "qualifier": "",
            "decimals": "",
            "source": "Zum Beispiel »Vorlage 047/2021«.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.programme = self.instance.stage.programme  # a code stands once in the programme
        if self.instance._state.adding and not self.is_bound:
            self.initial["code"] = self._free_code()
            stage = self.instance.stage
            if self.instance.programme.stages.filter(position__lt=stage.position).exists():
                self.initial["kind"] = StaffingKind.CHANGE.value  # the posts themselves are those of the first stage

    def _free_code(self) -> str:
        """The first code of the usual kind (P02, P03 …) that nothing in the programme goes by.

        Nor does a text name it: it might mean posts that were deleted, and would print the new ones.
        """
        programme = self.instance.programme
        taken = {*CALCULATED, *programme.staffing.values_list("code", flat=True)}
        taken.update(programme.indicator_values.values_list("code", flat=True))
        texts = (
            programme.focus_areas.order_by().values_list("text").union(programme.measures.values_list("description"))
        )
        taken.update(code for (text,) in texts for code in dangling(text, ()))
        return next(code for number in count(1) if (code := f"P{number:02}") not in taken)
