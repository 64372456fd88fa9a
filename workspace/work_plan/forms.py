"""The forms of the plan: its filter, a row of it, and what is set for several sections at once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from amp.formfields import ComingDateField
from amp.sorting import german_key
from programmes.models import FocusAreaState
from workspace.work_plan.actions import Wish
from workspace.work_plan.rows import PlanRow

INVALID = "Diese Auswahl gibt es hier nicht. Sie bleibt unberücksichtigt."
MINE, OVERDUE, EMPTY = "meine", "ueberfaellig", "leer"
NOBODY = "0"
People = Sequence[tuple[int, str]]
"""Who can be responsible: keys and names."""


class PlanFilter(forms.Form):
    """Narrows the plan; what cannot be chosen does not filter. `people` can be chosen though nothing is theirs."""

    q = forms.CharField(label="Suche", max_length=200, required=False, widget=forms.SearchInput)
    zeige = forms.ChoiceField(
        label="Zeige",
        choices=[("", "alle Abschnitte"), (MINE, "meine"), (OVERDUE, "überfällige"), (EMPTY, "leere")],
        required=False,
        error_messages={"invalid_choice": INVALID},
    )
    stand = forms.ChoiceField(
        label="Stand",
        choices=[("", "alle"), *FocusAreaState.choices],
        required=False,
        error_messages={"invalid_choice": INVALID},
    )
    person = forms.ChoiceField(label="Zuständig", required=False, error_messages={"invalid_choice": INVALID})

    def __init__(self, data: QueryDict, *, rows: Iterable[PlanRow], people: People, me: int) -> None:
        super().__init__(data)
        self.rows, self.me = tuple(rows), me
        offered = dict(people) | {row.responsible: row.person for row in self.rows if row.responsible}
        by_name = sorted(offered.items(), key=lambda person: german_key(person[1]))
        self.fields["person"].choices = [
            ("", "alle"),
            (NOBODY, "niemand"),
            *((str(pk), name) for pk, name in by_name),
        ]

    def found(self) -> tuple[PlanRow, ...]:
        self.full_clean()
        chosen = self.cleaned_data
        words = chosen.get("q", "").casefold().split()
        return tuple(
            row
            for row in self.rows
            if all(word in f"{row.number} {row.title}".casefold() for word in words)
            and self._shown(row, chosen.get("zeige", ""))
            and chosen.get("stand", "") in {"", row.state}
            and chosen.get("person", "") in {"", str(row.responsible or NOBODY)}
        )

    def _shown(self, row: PlanRow, kind: str) -> bool:
        return {
            MINE: row.responsible == self.me,
            OVERDUE: row.overdue,
            EMPTY: row.empty,
        }.get(kind, True)


class Person(forms.TypedChoiceField):
    """Somebody who may be responsible, by key; None for nobody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, **options)


class RowForm(forms.Form):
    """What can be changed in a row; the hidden `seen_…` are the values the person saw."""

    responsible_id = Person()
    state = forms.ChoiceField(choices=FocusAreaState.choices)
    due_on = ComingDateField(required=False)
    seen_responsible_id = Person(widget=forms.HiddenInput)
    seen_state = forms.CharField(widget=forms.HiddenInput)
    seen_due_on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, row: PlanRow, people: People) -> None:
        now = {"responsible_id": row.responsible, "state": row.state, "due_on": row.due_on}
        super().__init__(
            data, prefix=f"s{row.pk}", initial={**now, **{f"seen_{name}": value for name, value in now.items()}}
        )
        self.row, self.now = row, now
        choices = [("", "niemand"), *people]
        if row.responsible and row.responsible not in dict(people):
            choices.append((row.responsible, row.person))
        self.fields["responsible_id"].choices = self.fields["seen_responsible_id"].choices = choices
        for name, label in {"responsible_id": "Zuständig", "state": "Stand", "due_on": "Fällig am"}.items():
            self.fields[name].widget.attrs["aria-label"] = f"{label}: {row.number} {row.title}"

    @staticmethod
    def keys(data: QueryDict) -> set[int]:
        """The sections whose rows were sent."""
        sent = (re.fullmatch(r"s([0-9]{1,18})-seen_state", name) for name in data)
        return {int(found[1]) for found in sent if found}

    def wish(self) -> Wish | None:
        """What the person changed; None where that is nothing."""
        new = {name: self.cleaned_data[name] for name in self.now}
        seen = {name: self.cleaned_data[f"seen_{name}"] for name in self.now}
        values = {name: value for name, value in new.items() if value != seen[name]}
        return Wish(pk=self.row.pk, values=values, seen=seen) if values else None

    def show_again(self) -> None:
        """After a conflict: what was typed stays, and what is there now counts as seen."""
        self.data = self.data.copy()
        for name, value in self.now.items():
            self.data[self.add_prefix(f"seen_{name}")] = "" if value is None else str(value)


class BulkForm(forms.Form):
    """What is set for all chosen sections; what is left alone stays as it is."""

    responsible = forms.ChoiceField(label="Zuständig", required=False)
    state = forms.ChoiceField(label="Stand", choices=[("", "unverändert"), *FocusAreaState.choices], required=False)
    due_on = ComingDateField(label="Fällig am", required=False)

    def __init__(self, data: QueryDict | None = None, *, people: People) -> None:
        super().__init__(data, prefix="alle")
        choices = [("", "unverändert"), (NOBODY, "niemand"), *((str(pk), name) for pk, name in people)]
        self.fields["responsible"].choices = choices

    def values(self) -> Mapping[str, Any]:
        chosen = self.cleaned_data
        values: dict[str, Any] = {name: chosen[name] for name in ("state", "due_on") if chosen[name]}
        if chosen["responsible"]:
            values["responsible_id"] = int(chosen["responsible"]) or None
        return values
