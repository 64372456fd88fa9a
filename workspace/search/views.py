"""The page of the search, and the short list of the best hits for the dialog on every page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from amp.keys import parse_year
from programmes.access import programme_come_from
from workspace.models import SearchKind
from workspace.search.queries import find, hits
from workspace.search.rows import Candidate, Found, Hit
from workspace.search.words import MOST_CHARACTERS

IN_DIALOG, IN_GROUP, ON_PAGE = 8, 5, 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was found of one kind; `url` shows all of it, "" where all of it is here."""

    kind: SearchKind
    count: int
    hits: tuple[Hit, ...]
    url: str

    @property
    def label(self) -> str:
        return self.kind.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A way to narrow the search."""

    label: str
    count: int
    url: str
    current: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`q` what was typed, `art` only this kind, `jahr` only this year, `von` the programme somebody comes from."""
    typed = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:MOST_CHARACTERS]
    programme = programme_come_from(request)
    year = parse_year(request.GET.get("jahr", ""))
    found = find(typed, user=request.user, programme=programme, year=year)
    base = {"q": typed, "von": request.GET.get("von", "") if programme else ""}
    if "kurz" in request.GET:
        best = hits(found.candidates[:IN_DIALOG], found.stems)
        # Without the request, so that nothing is asked for a frame that this list does not have.
        context = {"found": found, "hits": best, "all_url": f"{request.path}{_url(base)}"}
        return HttpResponse(render_to_string("workspace/search_quick.html", context))
    kind = next((kind for kind in SearchKind if kind == request.GET.get("art")), None)
    return render(
        request,
        "workspace/search.html",
        {
            "typed": typed,
            "von": base["von"],
            "found": found,
            "words": () if found.candidates else _single_words(base),
            "kinds": _kinds(found, kind, {**base, "jahr": year}),
            "years": _years(found, year, {**base, "art": kind}),
            **_results(request, found, kind, {**base, "jahr": year}),
        },
    )


def _single_words(base: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Each word with the address of its own search, where several were typed that never stand together."""
    words = tuple(dict.fromkeys(base["q"].split()))
    return tuple((word, _url({**base, "q": word})) for word in words) if len(words) > 1 else ()


def _results(
    request: HttpRequest, found: Found, kind: SearchKind | None, base: dict[str, object]
) -> dict[str, tuple[Group, ...] | Page | None]:
    """The first hits of every kind, or a page of one kind."""
    if kind is not None:
        page = Paginator([one for one in found.candidates if one.kind == kind], ON_PAGE).get_page(
            request.GET.get("page")
        )
        shown = hits(page.object_list, found.stems)
        group = Group(kind=kind, count=page.paginator.count, hits=shown, url="")
        return {"groups": (group,) if shown else (), "page": page}
    by_kind = {each: [one for one in found.candidates if one.kind == each] for each in SearchKind}
    first = [one for ones in by_kind.values() for one in ones[:IN_GROUP]]
    shown = hits(first, found.stems)
    groups = tuple(
        Group(
            kind=each,
            count=len(ones),
            hits=tuple(hit for hit in shown if hit.kind == each),
            url=_url({**base, "art": each}) if len(ones) > IN_GROUP else "",
        )
        for each, ones in by_kind.items()
        if ones
    )
    return {"groups": groups, "page": None}


def _kinds(found: Found, chosen: SearchKind | None, base: dict[str, object]) -> tuple[Choice, ...]:
    counts = Counter(one.kind for one in found.candidates)
    choices = [Choice(label="Alle", count=len(found.candidates), url=_url(base), current=chosen is None)]
    choices += [
        Choice(label=kind.label, count=counts[kind], url=_url({**base, "art": kind}), current=kind == chosen)
        for kind in SearchKind
        if counts[kind] or kind == chosen
    ]
    return tuple(choices)


def _years(found: Found, chosen: int | None, base: dict[str, object]) -> tuple[Choice, ...]:
    """The years in which something was found, newest first; none while there is nothing to choose."""
    counts = Counter(_dated(found.candidates))
    if chosen is None and len(counts) < 2:
        return ()
    choices = [Choice(label="Alle Jahre", count=len(found.candidates), url=_url(base), current=chosen is None)]
    choices += [
        Choice(label=str(year), count=counts[year], url=_url({**base, "jahr": year}), current=year == chosen)
        for year in sorted({*counts, *([chosen] if chosen else [])}, reverse=True)
    ]
    return tuple(choices)


def _dated(candidates: Iterable[Candidate]) -> Iterable[int]:
    return (one.year for one in candidates if one.year)


def _url(values: dict[str, object]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})
