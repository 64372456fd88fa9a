"""The filter above the history."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils import timezone

from amp.formfields import GermanDateField
from amp.models import Change
from amp.sorting import german_key
from workspace.history.kinds import Kind, kinds

LAST_DAY = date.max - timedelta(days=2)
"""No later day has a midnight after it in every time zone."""


class HistoryFilter(forms.Form):
    """Narrows changes by person, kind of thing, days and words. What is not understood does not filter.

    Of what there is nothing to choose from there is no field, so for one thing only words and days.
    """

    q = forms.CharField(label="Suche", max_length=200, required=False, widget=forms.SearchInput)
    person = forms.ChoiceField(label="Person", required=False)
    kind = forms.ChoiceField(label="Art", required=False)
    since = GermanDateField(label="Von", required=False)
    until = GermanDateField(label="Bis", required=False)

    def __init__(self, data: QueryDict, *, people: list[str], visible: tuple[Kind, ...]) -> None:
        super().__init__(data)
        own = {(kind.slug, kind.label) for kind in visible if not kind.link}
        choices = {"person": [(name, name) for name in sorted(people, key=german_key)]}
        choices["kind"] = sorted(own, key=lambda pair: german_key(pair[1]))
        for name, offered in choices.items():
            self.fields[name].choices = [("", "alle"), *offered]
            if not offered:
                del self.fields[name]
        self.full_clean()

    @property
    def active(self) -> bool:
        return any(self.cleaned_data.values())

    def narrow(self, changes: QuerySet[Change]) -> QuerySet[Change]:
        chosen = self.cleaned_data
        if chosen.get("person"):
            changes = changes.filter(actor_name=chosen["person"])
        if chosen.get("kind"):
            tables = [kind.table for kind in kinds().values() if _main(kind).slug == chosen["kind"]]
            changes = changes.filter(table__in=tables)
        if chosen.get("since"):
            changes = changes.filter(at__gte=_midnight(chosen["since"]))
        if chosen.get("until"):
            changes = changes.filter(at__lt=_midnight(min(chosen["until"], LAST_DAY) + timedelta(days=1)))
        if chosen.get("q"):
            changes = changes.annotate(old_words=Cast("before", TextField()), new_words=Cast("after", TextField()))
            for word in chosen["q"].split():
                changes = changes.filter(
                    Q(old_words__icontains=word) | Q(new_words__icontains=word) | Q(reason__icontains=word)
                )
        return changes


def _main(kind: Kind) -> Kind:
    """Links are looked for as the thing that has them."""
    return kinds()[kind.owner._meta.db_table]


def _midnight(day: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
