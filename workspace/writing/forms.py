"""The form of a section."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.db.models import Q, QuerySet

from amp.merging_forms import MergingForm
from programmes.models import FocusArea, Programme
from programmes.rows import section_anchor
from workspace.people import colleagues, name_of


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: AbstractUser) -> str:
        return name_of(person)


class SectionForm(MergingForm):
    """Everything of a section but its place. `reason` goes into the history."""

    responsible = PersonField(label="Zuständig", queryset=None, required=False, empty_label="niemand")
    reason = forms.CharField(label="Grund der Änderung", required=False, max_length=200)

    class Meta:
        model = FocusArea
        fields = ("title", "text", "state", "responsible", "due_on")
        widgets = {"due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, programme: Programme, instance: FocusArea, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, auto_id=f"{section_anchor(instance.pk)}-%s", **kwargs)
        self.fields["responsible"].queryset = who_may_write(programme, instance.responsible_id)


def who_may_write(programme: Programme, also: int | None) -> QuerySet[AbstractUser]:
    """The people whose role lets them change sections of the programme, and who is responsible already (`also`)."""
    may = Q(groups__permissions__codename="change_focusarea")
    return colleagues(programme).filter(may | Q(pk=also)).distinct()
