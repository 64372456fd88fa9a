"""Changing who writes what by when, for several sections at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from programmes.models import FocusArea, Programme
from workspace.notices.actions import SectionFacts, section_changed

#: What of a section can be changed in the plan.
FIELDS = ("responsible_id", "state", "due_on")
#: Stands for a section that was deleted meanwhile.
GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """New values for a section; `seen` are those the person changed. Without `seen` whatever is there is replaced."""

    pk: int
    values: Mapping[str, Any]
    seen: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many sections changed, and by key the fields that somebody else changed meanwhile, which were left alone."""

    changed: int
    conflicts: Mapping[int, tuple[str, ...]]


@transaction.atomic
def change_sections(*, programme: Programme, wishes: Iterable[Wish], by: AbstractUser) -> Outcome:
    """Change the sections and tell who is responsible for them. A section with a conflict is not changed at all."""
    wanted = {wish.pk: wish for wish in wishes}
    rows = (
        FocusArea.objects.in_programme(programme)
        .filter(pk__in=wanted)
        .select_related("programme__jobcenter")
        .order_by("pk")
        .select_for_update(of=["self"], no_key=True)
    )
    conflicts: dict[int, tuple[str, ...]] = dict.fromkeys(wanted, (GONE,))
    changed = 0
    for section in rows:
        wish = wanted[section.pk]
        conflicts[section.pk] = found = _conflicts(section, wish)
        new = {name: value for name, value in wish.values.items() if getattr(section, name) != value}
        if found or not new:
            continue
        before = SectionFacts.of(section)
        for name, value in new.items():
            setattr(section, name, value)
        section.save(update_fields=list(new))
        section_changed(section=section, before=before, by=by)
        changed += 1
    return Outcome(changed=changed, conflicts={pk: fields for pk, fields in conflicts.items() if fields})


def _conflicts(section: FocusArea, wish: Wish) -> tuple[str, ...]:
    if wish.seen is None:
        return ()
    return tuple(
        name
        for name, value in wish.values.items()
        if getattr(section, name) != wish.seen[name] and getattr(section, name) != value
    )
