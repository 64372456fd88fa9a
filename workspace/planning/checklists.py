"""A long list to choose several from: check boxes, with a filter and new entries where a script runs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from workspace.planning.options import Option, folded

NOT_HERE = "Diesen Eintrag gibt es hier nicht (mehr). Bitte wählen Sie aus der Liste."


class Checklist(forms.CheckboxSelectMultiple):
    """Check boxes with a note beside each; what is chosen stands first. `all_or_none` offers to tick all or none."""

    template_name = "workspace/planning/checklist.html"

    def __init__(self, options: Sequence[Option], *, all_or_none: bool = False) -> None:
        super().__init__()
        self.options = options
        self.all_or_none = all_or_none

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = set(map(str, value or ()))
        base = super().get_context(name, value, attrs)["widget"]
        rows = [
            {"pk": option.pk, "name": option.name, "note": option.note, "checked": str(option.pk) in chosen}
            for option in self.options
        ]
        widget = {
            "name": name,
            "attrs": base["attrs"],
            "all_or_none": self.all_or_none,
            "rows": sorted(rows, key=lambda row: not row["checked"]),
        }
        return {"widget": widget}


class ChecklistField(forms.ModelMultipleChoiceField):
    """Several of `rows`, offered as `options`; a key of another Jobcenter is no choice."""

    def __init__(self, rows: QuerySet, options: Sequence[Option], *, label: str, all_or_none: bool = False) -> None:
        super().__init__(
            rows,
            label=label,
            required=False,
            widget=Checklist(options, all_or_none=all_or_none),
            error_messages={"invalid_choice": NOT_HERE, "invalid_pk_value": NOT_HERE},
        )
        self.choices = [(option.pk, option.name) for option in options]


class NamesInput(forms.Textarea):
    """Several inputs of one name count as lines of one text, since a script adds an input for each new entry."""

    template_name = "workspace/planning/names.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        values: Iterable[str] = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return "\n".join(filter(None, values))


class NewNamesField(forms.CharField):
    """Names of what is to be added, one a line; each once, whatever its capital letters."""

    def __init__(self, *, label: str, longest: int) -> None:
        super().__init__(label=label, required=False, widget=NamesInput({"rows": 2}))
        self.longest = longest

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
        names = {folded(line): line for line in lines if line}
        for name in names.values():
            if len(name) > self.longest:
                raise ValidationError(f"»{name[:40]} …« ist zu lang; möglich sind {self.longest} Zeichen.")
        return tuple(names.values())
