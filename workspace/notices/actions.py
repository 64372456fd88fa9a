"""Telling people what concerns them. Nobody is told what they did themselves, nor of a Jobcenter they left."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from amp.numbers import german_date
from amp.people import name_of
from programmes.models import FocusArea, Programme
from programmes.rows import section_anchor
from workspace.models import Comment, MailChoice, Notice, NoticeKind
from workspace.people import colleagues

#: How much of a comment a notice quotes, in characters.
QUOTED = 120
LONGEST = Notice._meta.get_field("text").max_length


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFacts:
    """What people are told of when it changes in a section; taken before a form touches it."""

    responsible: int | None = None
    state: str = ""

    @classmethod
    def of(cls, section: FocusArea) -> Self:
        return cls(responsible=section.responsible_id, state=section.state)


def section_changed(*, section: FocusArea, before: SectionFacts, by: AbstractUser) -> None:
    """Call after a section was saved: tells who became responsible, or who is and finds another state."""
    if section.responsible_id is None:
        return
    kind = text = ""
    if section.responsible_id != before.responsible:
        until = f", fällig am {german_date(section.due_on)}" if section.due_on else ""
        kind, text = NoticeKind.ASSIGNED, f"{name_of(by)} hat Ihnen den Abschnitt »{section.title}« übertragen{until}."
    elif section.state != before.state:
        state = section.get_state_display()
        kind, text = NoticeKind.STATE, f"{name_of(by)} hat den Abschnitt »{section.title}« auf »{state}« gesetzt."
    if text:
        _notify(section.programme, [section.responsible_id], by=by, kind=kind, text=text, url=section_url(section))


def commented(*, comment: Comment) -> None:
    """Call after a comment was written: tells who is responsible for the section, who wrote in the conversation, and
    whom the comment names (@anna.berg, @Anna Berg).
    """
    first = comment.answers_to or comment
    section = comment.focus_area or comment.measure.focus_area
    people = set(first.answers.values_list("author", flat=True)) | {first.author_id}
    if section and section.responsible_id:
        people.add(section.responsible_id)
    _tell(people | _named(comment), of=comment)


def corrected(*, comment: Comment) -> None:
    """Call after a comment was changed: tells whom it names and who was not told of it before."""
    _tell(_named(comment), of=comment)


def _tell(people: Iterable[int], *, of: Comment) -> None:
    """Each person is told once of a comment."""
    about = of.focus_area or of.measure
    kind = "section" if of.focus_area else "measure"
    programme = of.programme
    page = reverse(f"{kind}_comments", args=[programme.jobcenter.slug, programme.year, about.pk])
    said = f"hat »{about.title}« kommentiert" if of.answers_to is None else f"hat zu »{about.title}« geantwortet"
    _notify(
        programme,
        people,
        by=of.author,
        kind=NoticeKind.COMMENTED,
        text=f"{name_of(of.author)} {said}: {_quoted(of.text)}",
        url=f"{page}#kommentar-{of.pk}",
        once=f"kommentar:{of.pk}",
    )


def _named(comment: Comment) -> set[int]:
    """The colleagues whose account or full name follows an @ in the comment; of two names the longer is meant."""
    if "@" not in comment.text:
        return set()
    called: dict[str, set[int]] = {}
    for person in colleagues(comment.programme):
        for name in (person.username, name_of(person)):
            called.setdefault(name.casefold(), set()).add(person.pk)
    names = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))
    found = re.findall(rf"(?<!\w)@({names})(?![.@+-]*\w)", comment.text.casefold())
    return {pk for name in found for pk in called[name]}


def due(*, section: FocusArea, today: date) -> None:
    """Tell the person responsible, once for each date, that the section is due soon or overdue."""
    day = german_date(section.due_on)
    text = (
        f"Der Abschnitt »{section.title}« war am {day} fällig."
        if section.due_on < today
        else f"Der Abschnitt »{section.title}« ist am {day} fällig."
    )
    _notify(
        section.programme,
        [section.responsible_id],
        by=None,
        kind=NoticeKind.DUE,
        text=text,
        url=section_url(section),
        once=due_reason(section),
    )


def due_reason(section: FocusArea) -> str:
    """What makes the notice of a due date the only one of its kind."""
    return f"faellig:{section.pk}:{section.due_on.isoformat()}"


def section_url(section: FocusArea) -> str:
    """Where the section stands in the text of the programme."""
    programme = section.programme
    return f"{reverse('focus_areas', args=[programme.jobcenter.slug, programme.year])}#{section_anchor(section.pk)}"


def read(*, notices: QuerySet[Notice]) -> None:
    """Mark those that were not as read now."""
    notices.filter(read_at=None).update(read_at=timezone.now())


def choose_mails(*, person: AbstractUser, wanted: bool) -> None:
    MailChoice.objects.update_or_create(user=person, defaults={"wanted": wanted})


def _notify(
    programme: Programme,
    people: Iterable[int],
    *,
    by: AbstractUser | None,
    kind: NoticeKind,
    text: str,
    url: str,
    once: str = "",
) -> None:
    text = Truncator(text).chars(LONGEST)
    told = colleagues(programme).filter(pk__in=people).exclude(pk=by.pk if by else None)
    Notice.objects.bulk_create(
        [Notice(recipient=person, programme=programme, kind=kind, text=text, url=url, once=once) for person in told],
        ignore_conflicts=bool(once),
    )


def _quoted(text: str) -> str:
    """The beginning of a comment in one line."""
    line = " ".join(text.split())
    return f"»{line}«" if len(line) <= QUOTED else f"»{line[:QUOTED].rstrip()} …«"
