"""Forms that never overwrite what somebody else saved meanwhile (docs/decisions/together.md).

    row = row_or_gone(request, FocusArea.objects.in_programme(programme), pk, programme=programme)
    form = SectionForm(request.POST or None, instance=row)
    if form.is_bound and form.is_valid() and form.save_merged():
        return redirect(...)
    return render(request, ..., {"form": form})

with `{% include "_conflicts.html" %}` inside the `<form>`.
"""

import json
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from amp.at_once import is_at_once
from amp.merging import FieldConflict, Plain, merge
from amp.merging_texts import draft
from amp.merging_words import (
    Choice,
    ConflictInWords,
    LastChange,
    in_words,
    last_change,
    plain,
    side_by_side,
    version_of,
)

MINE, THEIRS, BOTH = "mine", "theirs", "both"
AT_ONCE = (
    "Im selben Augenblick hat jemand anderes etwas gespeichert oder gelöscht, zu dem Ihre Eingaben nicht passen. "
    "Es wurde nichts gespeichert. Bitte speichern Sie noch einmal; dann steht hier, woran es liegt."
)
GONE = "Dieser Eintrag wurde inzwischen gelöscht. Was Sie eingegeben haben, steht noch auf dieser Seite."


def row_or_gone(request: HttpRequest, rows: QuerySet, pk: int, **owner: Any) -> Model:
    """The row of a form; for a form sent after the row was deleted an unsaved one in its place, else 404."""
    if request.method != "POST":
        return get_object_or_404(rows, pk=pk)
    return rows.order_by().filter(pk=pk).first() or rows.model(pk=pk, **owner)


class CarriedField(forms.CharField):
    """What the page carries along unseen. It never counts as a change of the person."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class MergingForm(forms.ModelForm):
    """A form that carries what the person saw when they opened it, and merges on saving.

    `conflicts`, `drafted` (texts that now hold both versions), `gone` and `errors` say why nothing was saved;
    `taken` names the fields into which changes of others came.
    """

    #: Names in `plain_values` that are lists of dicts with an `id`, one for each child row.
    rows: ClassVar[tuple[str, ...]] = ()
    #: Whether what was typed for a deleted row may be saved as a new one (button `as_new`).
    may_save_as_new: ClassVar[bool] = False
    last_change: ClassVar[LastChange] = staticmethod(last_change)

    base = CarriedField(required=False)
    #: Of each field in conflict what it was before both changed it.
    ancestors = CarriedField(required=False)

    def __init__(self, *args: Any, instance: Model | None = None, locked: bool = False, **kwargs: Any) -> None:
        """`locked`: the transaction around holds the instance, so that it need not be read again to be saved."""
        # Checking a form changes its instance.
        self._stored = copy(instance) if locked and instance and not instance._state.adding else None
        super().__init__(*args, instance=instance, **kwargs)
        self.conflicts: tuple[FieldConflict, ...] = ()
        self.drafted: tuple[str, ...] = ()
        self.taken: tuple[str, ...] = ()
        self.gone = False
        if not self.is_bound and not self.instance._state.adding:
            self.initial["base"] = json.dumps(self.plain_values(self.instance))

    # What a form with child rows extends

    def plain_values(self, row: Model) -> dict[str, Plain]:
        """What is stored for each field of this form, as plain values."""
        return {name: plain(row.serializable_value(name)) for name in self._columns()} | {
            name: plain(getattr(row, name).values_list("pk", flat=True)) for name in self._sets()
        }

    def typed_values(self) -> dict[str, Plain]:
        """What the valid form holds, as plain values under the same names."""
        return {name: plain(self.instance.serializable_value(name)) for name in self._columns()} | {
            name: plain(self.cleaned_data[name]) for name in self._sets()
        }

    def show(self, name: str, value: Plain) -> None:
        """Put a plain value into the field, in the place of what was sent."""
        field = self.fields[name]
        known = value if isinstance(value, list) else self._meta.model._meta.get_field(name).to_python(value)
        widget = getattr(field.widget, "widget", field.widget)  # the admin puts buttons around
        shown = widget.format_value(field.prepare_value(known))
        if isinstance(widget, forms.CheckboxInput):
            shown = str(bool(value))
        if isinstance(shown, list | tuple):
            self.data.setlist(self.add_prefix(name), [str(one) for one in shown])
        else:
            self.data[self.add_prefix(name)] = "" if shown is None else str(shown)

    def save_rows(self, values: dict[str, Plain]) -> None:
        """Store the merged child rows of `self.instance`; called in the transaction of the save."""

    def label_of(self, name: str) -> str:
        return str(self[name].label)

    def value_in_words(self, name: str, value: Plain) -> SafeString:
        return in_words(value, self.fields[name], text=name in self._texts())

    def shown(self, version: SafeString) -> SafeString:
        """A version as the person who chooses sees it; a form whose texts name figures shows what these print."""
        return version

    # Saving

    def save_merged(self) -> Model | None:
        """Save the valid form together with what others saved meanwhile. None: nothing was saved, show the form again.

        Attributes of `instance` that are no fields of the form are not saved: the stored row has the last word. Where
        the transaction around holds the row (`locked`), what the database refuses is the caller's to tell (AT_ONCE).
        """
        if self._stored is not None:
            return self._save_merged()
        try:
            with transaction.atomic():
                saved = self._save_merged()
                connection.check_constraints()  # those that wait for the end of a transaction of the caller
                return saved
        except Error as error:
            if not is_at_once(error):
                raise
            self.add_error(None, AT_ONCE)
            return None

    def _save_merged(self) -> Model | None:
        current = self._locked()
        if current is None:
            return self._save_new()
        merged = self.merge_with(current)
        if merged is None:
            return None
        current.save(update_fields=self._columns())
        self._save_m2m()
        self.save_rows(merged)
        return current

    def merge_with(self, current: Model) -> dict[str, Plain] | None:
        """Put what was typed into the stored row, which is locked. The merged values, or None where one must choose."""
        seen, typed, theirs = self._seen(), self.typed_values(), self.plain_values(current)
        ancestors = {name: value for name, value in self._sent("ancestors").items() if name in typed}
        answers = {name: self._answer(name) for name in ancestors}
        mine = typed | {name: seen.get(name) for name, answer in answers.items() if answer == THEIRS}
        result = merge(seen, theirs, mine, texts=self._texts(), sets=self._sets(), rows=self.rows)
        found = {conflict.name: conflict for conflict in result.conflicts}
        drafts = {}
        for name, answer in answers.items():
            if answer == BOTH:
                found.pop(name, None)
                drafts[name] = draft(str(ancestors[name] or ""), theirs[name], mine[name])
            elif answer is None and mine[name] != theirs[name]:
                found[name] = FieldConflict(name, ancestors[name], theirs[name], mine[name])
        if not found and not drafts and self._take(current, result.merged, typed):
            return result.merged
        self.conflicts, self.drafted = tuple(found.values()), tuple(drafts)
        self._show_again(
            theirs, {name: value for name, value in (result.merged | drafts).items() if value != typed[name]}
        )
        return None

    def _locked(self) -> Model | None:
        if self._stored is not None:
            return self._stored
        if self.instance._state.adding:
            return None
        return self._meta.model._base_manager.select_for_update(no_key=True).filter(pk=self.instance.pk).first()

    def _save_new(self) -> Model | None:
        if self.instance.pk is not None:
            if not (self.may_save_as_new and self.instance._state.adding and "as_new" in self.data):
                self.gone = True
                self.add_error(None, GONE)
                return None
            self.instance.pk = None
        saved = self.save()
        self.save_rows(self.typed_values())
        return saved

    def _take(self, current: Model, merged: dict[str, Plain], typed: dict[str, Plain]) -> bool:
        """Put the merged values into the stored row and check them again: each may be right, and both together not."""
        others = {name: value for name, value in merged.items() if value != typed[name]}
        self.taken = tuple(others)
        if not others:
            for name in self._columns():  # as the model cleaned them: a text loses its scripts
                column = self._meta.model._meta.get_field(name).attname
                setattr(current, column, getattr(self.instance, column))
            self.instance = current
            return True
        for name, value in others.items():
            if name in self._sets():
                model = self.fields[name].queryset.model
                self.cleaned_data[name] = model._base_manager.filter(pk__in=value)
            elif name in self._columns():
                self.cleaned_data[name] = value if name in self._texts() else getattr(current, name)
        self.instance = current
        self._clean_form()
        self._post_clean()
        return not self.errors

    def _show_again(self, theirs: dict[str, Plain], changed: dict[str, Plain]) -> None:
        """Let the form stand on what is stored now, with all that was typed in it."""
        sent = self.data if isinstance(self.data, QueryDict) else QueryDict(urlencode(self.data, doseq=True))
        self.data = sent.copy()
        for name, value in changed.items():
            self.show(name, value)
        self.data[self.add_prefix("base")] = json.dumps(theirs)
        self.data[self.add_prefix("ancestors")] = json.dumps({one.name: one.base for one in self.conflicts})
        for name in theirs:
            self.data.pop(self._control(name), None)

    # What was sent

    def _sent(self, name: str) -> dict[str, Plain]:
        try:
            sent = json.loads(self.data.get(self.add_prefix(name)) or "{}")
        except (ValueError, RecursionError):
            return {}
        return sent if isinstance(sent, dict) else {}

    def _seen(self) -> dict[str, Plain]:
        """What the person saw; a field of which nothing sensible was sent counts as not seen."""

        def sensible(name: str, value: Plain) -> bool:
            if name in self._sets():
                return isinstance(value, list) and all(isinstance(key, int | str) for key in value)
            if name in self.rows:
                return isinstance(value, list) and all(
                    isinstance(row, dict) and "id" in row and isinstance(row["id"], int | str | None) for row in value
                )
            return name in self._columns() and self._can_hold(name, value)

        return {name: value for name, value in self._sent("base").items() if sensible(name, value)}

    def _can_hold(self, name: str, value: Plain) -> bool:
        """Whether the field, as a plain value, can ever have been this."""
        if value is None or name in self._texts():
            return value is None or isinstance(value, str)
        try:
            field = self._meta.model._meta.get_field(name)
            return not isinstance(value, list | dict) and plain(field.to_python(value)) == value
        except (ValidationError, TypeError, ValueError):
            return False

    def _control(self, name: str) -> str:
        return self.add_prefix(f"choice-{name}")

    def _answer(self, name: str) -> str | None:
        answer = self.data.get(self._control(name))
        return answer if answer in (MINE, THEIRS) or (answer == BOTH and name in self._texts()) else None

    # Kinds of fields

    def _columns(self) -> list[str]:
        return [field.name for field in self._meta.model._meta.concrete_fields if self._asks(field.name)]

    def _sets(self) -> list[str]:
        return [field.name for field in self._meta.model._meta.many_to_many if self._asks(field.name)]

    def _texts(self) -> list[str]:
        fields = self._meta.model._meta.concrete_fields
        return [one.name for one in fields if self._asks(one.name) and isinstance(one, ProseEditorField)]

    def _asks(self, name: str) -> bool:
        opts = self._meta
        chosen = opts.fields in (None, forms.ALL_FIELDS) or name in opts.fields
        return chosen and name in self.fields and not self.fields[name].disabled

    # For the page

    def conflicts_in_words(self) -> list[ConflictInWords]:
        """Each open conflict with both versions; also where the form came back for another reason."""
        now = timezone.now()
        shown = []
        for one in self.conflicts or self._still_open():
            title = version_of(self.last_change(self.instance, one.name), now=now)
            mine, theirs = self._both_in_words(one)
            versions = {MINE: ("Meine Fassung", self.shown(mine)), THEIRS: (title, self.shown(theirs))}
            if one.name in self._texts():
                versions[BOTH] = ("Beide bearbeiten", SafeString())
            answer = self._answer(one.name)
            shown.append(
                ConflictInWords(
                    name=one.name,
                    label=self.label_of(one.name),
                    control=self._control(one.name),
                    choices=tuple(Choice(value, *version, value == answer) for value, version in versions.items()),
                )
            )
        return shown

    def _both_in_words(self, one: FieldConflict) -> tuple[SafeString, SafeString]:
        """Mine and theirs; in what people wrote, rich or not, the words that differ are marked."""
        written = one.name in self._columns() and type(self.fields[one.name]) in (forms.CharField, ProseEditorFormField)
        marked = written and side_by_side(one.mine, one.theirs, text=one.name in self._texts())
        return marked or (self.value_in_words(one.name, one.mine), self.value_in_words(one.name, one.theirs))

    def drafted_labels(self) -> list[str]:
        return [self.label_of(name) for name in self.drafted]

    def _still_open(self) -> list[FieldConflict]:
        if not self.is_bound:
            return []
        seen = self._seen()
        return [
            FieldConflict(name, ancestor, seen[name], plain(self.cleaned_data[name]))
            for name, ancestor in self._sent("ancestors").items()
            if name in seen and name in getattr(self, "cleaned_data", {})
        ]
