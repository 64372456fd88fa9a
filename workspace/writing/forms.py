"""The form of a section."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator

from amp.formfields import ComingDateField
from amp.merging_forms import MergingForm
from amp.people import name_of
from programmes.models import FocusArea, Programme
from programmes.tree import Where
from workspace.people import colleagues
from workspace.texts import NamesFigures


class ChoicesWhenShown(ModelChoiceIterator):
    """The choices of a field that builds its query only when they are shown."""

    def __init__(self, field: "PersonField") -> None:
        self.field = field

    @property
    def queryset(self) -> QuerySet[AbstractUser]:
        return self.field.queryset


class PersonField(forms.ModelChoiceField):
    """One of the people whom `among()` gives, or nobody. A form that is sent for nobody does not call it."""

    iterator = ChoicesWhenShown

    def __init__(self, among: Callable[[], QuerySet[AbstractUser]], *, label: str) -> None:
        self.among = among
        super().__init__(None, label=label, required=False, empty_label="niemand")
        self.widget.choices = self.choices

    queryset = property(lambda self: self.among(), lambda self, _nothing: None)

    def label_from_instance(self, person: AbstractUser) -> str:
        return name_of(person)


class SectionForm(NamesFigures, MergingForm):
    """Everything of a section but its place. `reason` goes into the history."""

    reason = forms.CharField(label="Grund der Änderung", required=False, max_length=200)

    class Meta:
        model = FocusArea
        fields = ("title", "text", "state", "responsible", "due_on")
        field_classes = {"due_on": ComingDateField}

    def __init__(self, *args: Any, programme: Programme, instance: FocusArea, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, auto_id=f"feld-{instance.pk}-%s", **kwargs)
        among = partial(who_may_write, programme, instance.responsible_id)
        self.fields["responsible"] = PersonField(among, label="Zuständig")

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "state"}  # its field allows the states only; saves two queries


def who_may_write(programme: Programme, also: int | None) -> QuerySet[AbstractUser]:
    """The people whose role lets them change sections of the programme, and who is responsible already (`also`)."""
    may = Q(groups__permissions__codename="change_focusarea")
    return colleagues(programme).filter(may | Q(pk=also)).distinct()


class TitleForm(MergingForm):
    """A section gets another heading."""

    class Meta:
        model = FocusArea
        fields = ("title",)


class NewSectionForm(forms.Form):
    """A new section and where it goes; without a target to the end of the text."""

    title = forms.CharField(label="Überschrift", max_length=200)
    where = forms.ChoiceField(
        label="Platz",
        required=False,
        choices=[
            (Where.AFTER, "nach diesem Abschnitt"),
            (Where.BELOW, "innerhalb, als letzter"),
            (Where.BEFORE, "vor diesem Abschnitt"),
        ],
    )
    target = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = FocusArea.objects.in_programme(programme)


class PlaceForm(forms.Form):
    """Where a section is moved, beside or below another."""

    target = forms.ModelChoiceField(queryset=None)
    where = forms.ChoiceField(choices=[(where.value, where.value) for where in Where])

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = FocusArea.objects.in_programme(programme)
