"""The form behind every admin page: it belongs to one owner, numbers positions, and lets no database rule surprise."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.html import format_html

from amp.checked_forms import CheckedForm
from amp.merging_forms import MergingForm
from amp.merging_words import version_of

CARRIED = ("base", "ancestors")
"""Hidden in every form and laid out by no page of the admin: templates/admin/change_form.html prints them."""
MOST_NEW = 100
"""Rows that a page adds at once. Every row costs time, also one that a forged request only claims to send."""
CHANGED_MEANWHILE = (
    "Dieses Feld wurde geändert, während Sie daran gearbeitet haben. {}: {} Ihre Eingabe steht noch hier. "
    "Wenn Sie noch einmal speichern, gilt, was dann im Feld steht."
)


class ScopedForm(CheckedForm, MergingForm):
    """A model form whose owner (the programme of a measure, the stage of a line) is fixed and never posted.

    What others saved meanwhile is merged. Where both changed the same, the form comes back once with both versions;
    saved again, it counts as it stands.
    """

    #: Field names and objects a new row gets, such as {"programme": <Programme>}.
    owner: ClassVar[dict[str, Model]] = {}
    #: The fields that siblings share; an empty position then means "at the end".
    siblings: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._merging = False
        if self.instance.pk is None:
            for name, value in self.owner.items():
                setattr(self.instance, name, value)
        if "position" in self.fields and self.siblings:
            field = self.fields["position"]
            field.required = False
            field.help_text = field.help_text or "Leer: am Ende."
            if self.instance.pk is None:
                self.initial["position"] = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "position" in self.fields and self.siblings and values.get("position") is None:
            values["position"] = self._last_position(values) + 1
        return values

    def _post_clean(self) -> None:
        super()._post_clean()
        unchanged_row_of_many = self.prefix is not None and not self.has_changed()
        if self._merging or self._errors or self.instance._state.adding or unchanged_row_of_many:
            return
        self._merging = True
        current = self._locked()
        if current is not None and self.merge_with(current) is None:
            for conflict in self.conflicts:
                title = version_of(self.last_change(self.instance, conflict.name), now=timezone.now())
                theirs = self.value_in_words(conflict.name, conflict.theirs)
                self.add_error(conflict.name, format_html(CHANGED_MEANWHILE, title, theirs))
            self.data[self.add_prefix("ancestors")] = ""

    def _last_position(self, values: dict[str, Any]) -> int:
        shared = {name: values.get(name) or getattr(self.instance, name, None) for name in self.siblings}
        if any(isinstance(value, Model) and value.pk is None for value in shared.values()):
            return 0
        rows = type(self.instance)._base_manager.filter(**shared).exclude(pk=self.instance.pk)
        return rows.aggregate(last=Max("position"))["last"] or 0


class ScopedFormSet(forms.BaseInlineFormSet):
    """Rows of an inline: not too many, and no two with the same code, which the database counts by programme."""

    once_a_page: ClassVar[bool] = False
    default_error_messages = {
        "too_many_forms": f"Auf einmal lassen sich höchstens {MOST_NEW} Zeilen hinzufügen. Nichts wurde gespeichert."
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absolute_max = len(self.get_queryset()) + MOST_NEW
        self.max_num = min(self.max_num, self.absolute_max)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields and form.instance.pk:
            form.fields["DELETE"].widget.attrs["aria-label"] = f"»{form.instance}« löschen"

    def clean(self) -> None:
        super().clean()
        if any(self._pk_field.name in form.errors for form in self.forms):
            raise ValidationError(
                "Eine Zeile dieser Seite wurde inzwischen gelöscht. Laden Sie die Seite neu; was Sie hier geändert "
                "haben, müssen Sie dann noch einmal eingeben."
            )
        seen: set[str] = set()
        for form in self.forms:
            code = getattr(form, "cleaned_data", {}).get("code")
            if code and self.once_a_page and not self._should_delete_form(form):
                if code in seen:
                    raise ValidationError(f"Die Kennung »{code}« steht zweimal auf dieser Seite.")
                seen.add(code)
