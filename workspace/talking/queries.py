"""Reads of conversations, each function with a fixed number of queries."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from amp.people import name_of
from programmes.models import Measure, Programme
from programmes.queries.sections import headings
from programmes.rows import section_anchor
from workspace.models import Comment, Draft
from workspace.talking.rows import Conversation, Counts, Place, Remark, Talk, TalkLink

ANSWER = "answer"
"""The name under which an answer is kept as a draft."""


def talk_of(request: HttpRequest, programme: Programme) -> Talk:
    """What pages need for the links that open conversations. One query."""
    sections: dict[int, Counts] = {}
    measures: dict[int, Counts] = {}
    rows = counted(programme.comments.values_list("focus_area", "measure"))
    for section, measure, open_ones, resolved in rows:
        counts = Counts(open=open_ones, resolved=resolved)
        if section is not None:
            sections[section] = counts
        else:
            measures[measure] = counts
    return Talk(
        jobcenter=programme.jobcenter.slug,
        year=programme.year,
        may_write=request.user.has_perm("workspace.add_comment"),
        sections=sections,
        measures=measures,
    )


def counted(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """How many conversations are `open` and `resolved` for each combination of the values chosen already."""
    began = comments.filter(answers_to=None).order_by()
    return began.annotate(open=Count("pk", filter=Q(resolved_at=None)), resolved=Count("resolved_at"))


def link_at_section(talk: Talk, pk: int) -> TalkLink:
    return _link(talk, "section", pk, talk.sections.get(pk, Counts()))


def link_at_measure(talk: Talk, pk: int) -> TalkLink:
    return _link(talk, "measure", pk, talk.measures.get(pk, Counts()))


def _link(talk: Talk, kind: str, pk: int, counts: Counts) -> TalkLink:
    return TalkLink(
        id=f"talk-{kind}-{pk}",
        url=reverse(f"{kind}_comments", args=[talk.jobcenter, talk.year, pk]),
        open=counts.open,
        resolved=counts.resolved,
        may_write=talk.may_write,
    )


def section_place(programme: Programme, pk: int) -> Place:
    """The section with this key. Raises Http404 where the programme has none. One query."""
    return _known(section_places(programme), pk)


def measure_place(programme: Programme, pk: int) -> Place:
    """The measure with this key. Raises Http404 where the programme has none. One query."""
    return _known(_measure_places(programme, programme.measures.filter(pk=pk)), pk)


def section_places(programme: Programme) -> dict[int, Place]:
    """Every section in reading order. One query."""
    address = [programme.jobcenter.slug, programme.year]
    page = reverse("focus_areas", args=address)
    return {
        pk: Place(
            kind="section",
            pk=pk,
            section=pk,
            label=heading.label,
            url=f"{page}#{section_anchor(pk)}",
            talk_url=reverse("section_comments", args=[*address, pk]),
        )
        for pk, heading in headings(programme).items()
    }


def measure_places(programme: Programme) -> dict[int, Place]:
    """The measures that anything was said about. One query."""
    return _measure_places(programme, programme.measures.filter(comments__isnull=False).distinct())


def _measure_places(programme: Programme, measures: QuerySet[Measure]) -> dict[int, Place]:
    address = [programme.jobcenter.slug, programme.year]
    return {
        pk: Place(
            kind="measure",
            pk=pk,
            section=section,
            label=title,
            url=reverse("measure", args=[*address, pk]),
            talk_url=reverse("measure_comments", args=[*address, pk]),
        )
        for pk, title, section in measures.order_by("position", "pk").values_list("pk", "title", "focus_area")
    }


def _known(places: dict[int, Place], pk: int) -> Place:
    if pk not in places:
        raise Http404
    return places[pk]


def comments_at(programme: Programme, place: Place) -> QuerySet[Comment]:
    """Everything that was said about a section or a measure of the programme."""
    at = {"focus_area": place.pk} if place.kind == "section" else {"measure": place.pk}
    return programme.comments.filter(**at)


def conversations(comments: QuerySet[Comment], *, reader: int) -> tuple[Conversation, ...]:
    """The conversations made of these comments, in the order they began; `reader`: who looks (key). One query."""
    rows = comments.select_related("author", "resolved_by").order_by("written_at", "pk")
    threads: dict[int, list[Comment]] = {}
    for row in rows:
        threads.setdefault(row.answers_to_id or row.pk, []).append(row)
    return tuple(_conversation(thread, reader) for thread in threads.values())


def kind_of(place: Place) -> str:
    """The name under which a new comment there is kept as a draft (workspace.keeping.drafts.KINDS)."""
    return f"comment-{place.kind}"


def drafts_at(
    user: AbstractBaseUser, programme: Programme, place: Place, found: Iterable[Conversation]
) -> dict[tuple[str, int], str]:
    """What the person typed here and has not sent, by the name and the row of the form. One query."""
    answers = Q(kind=ANSWER, row__in=[row.pk for row in found])
    drafts = Draft.objects.filter(Q(kind=kind_of(place), row=place.pk) | answers, user=user.pk, programme=programme)
    return {(draft.kind, draft.row): draft.fields.get("text", [""])[0] for draft in drafts}


def _conversation(thread: Sequence[Comment], reader: int) -> Conversation:
    first = thread[0]
    return Conversation(
        pk=first.pk,
        focus_area=first.focus_area_id,
        measure=first.measure_id,
        remarks=tuple(_remarks(thread, reader)),
        resolved_at=first.resolved_at,
        resolved_by=name_of(first.resolved_by),
    )


def _remarks(thread: Sequence[Comment], reader: int) -> Iterable[Remark]:
    for comment in thread:
        yield Remark(
            pk=comment.pk,
            author_pk=comment.author_id,
            author=name_of(comment.author),
            written_at=comment.written_at,
            text=comment.text,
            mine=comment.author_id == reader,
            loose=comment is thread[-1] and thread[0].resolved_at is None,
        )
