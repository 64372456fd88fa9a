"""What a reader may ask of the budget pages. All of it stands in the address; nothing is stored."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from budget.models import BudgetStage
from budget.tables import LineEntry

#: Name in the address → label, and the attribute of an entry it compares.
FILTERS = (
    ("art", "Art", "kind"),
    ("topf", "Finanzierungstopf", "funds"),
    ("produkt", "Produkt", "product"),
    ("position", "Ergebnisplanposition", "plan_line"),
    ("instrument", "Instrument", "instrument"),
)


class LineFilter(forms.Form):
    """Narrows the list of lines; offers only what makes a difference among these lines."""

    def __init__(self, data: Any, *, entries: Sequence[LineEntry]) -> None:
        super().__init__(data)
        self.entries = entries
        for name, label, attribute in FILTERS:
            values = list(dict.fromkeys(getattr(entry, attribute) for entry in entries))
            if len(values) > 1:
                choices = [("", "alle"), *((value, value) for value in values if value)]
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    @property
    def chosen(self) -> dict[str, str]:
        """Attribute of an entry → the value asked for."""
        if not self.is_valid():
            return {}
        return {attribute: self.cleaned_data[name] for name, _, attribute in FILTERS if self.cleaned_data.get(name)}

    def matching(self) -> list[LineEntry]:
        chosen = self.chosen.items()
        return [entry for entry in self.entries if all(getattr(entry, name) == value for name, value in chosen)]


class StagesForm(forms.Form):
    """Which two stages to compare."""

    von = forms.ChoiceField(label="Von")
    bis = forms.ChoiceField(label="Bis")

    def __init__(self, stages: Iterable[BudgetStage], **initial: str) -> None:
        super().__init__(initial=initial)
        choices = [(stage.slug, stage.name) for stage in stages]
        for name in ("von", "bis"):
            self.fields[name].choices = choices
