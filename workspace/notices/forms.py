"""The filter above a person's notices."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet

from programmes.models import Programme
from workspace.models import Notice, NoticeKind


class NoticeFilter(forms.Form):
    """Narrows the notices of one person; what is not understood does not filter."""

    von = forms.CharField(required=False, widget=forms.HiddenInput)
    gelesen = forms.ChoiceField(label="Gelesen", choices=[("", "alle"), ("nein", "nur ungelesene")], required=False)
    kind = forms.ChoiceField(label="Art", choices=[("", "alle"), *NoticeKind.choices], required=False)
    programme = forms.ModelChoiceField(Programme.objects.none(), label="Programm", empty_label="alle", required=False)

    def __init__(self, *args: Any, person: AbstractUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.filter(jobcenter__memberships__user=person.pk)
        self.fields["programme"].queryset = programmes.select_related("jobcenter").order_by("jobcenter__name", "-year")

    def found(self, notices: QuerySet[Notice]) -> QuerySet[Notice]:
        self.full_clean()
        chosen = self.cleaned_data
        if chosen.get("gelesen"):
            notices = notices.filter(read_at=None)
        if chosen.get("kind"):
            notices = notices.filter(kind=chosen["kind"])
        if chosen.get("programme"):
            notices = notices.filter(programme=chosen["programme"])
        return notices
