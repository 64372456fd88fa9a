"""Many measures at once: what the bar above the table offers, carrying it out, and the way back."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from amp.at_once import is_at_once
from amp.keys import parse_key
from programmes.access import open_programme
from programmes.models import FocusArea, MeasureState, Programme
from workspace.planning.deleting import delete_measures
from workspace.planning.losses import losses_of
from workspace.table import actions
from workspace.table.selection import Selection, select
from workspace.undoing import offer_undo

MOST = 5_000
"""So many measures are taken at once; no programme has more."""

OF_A_ROW = re.compile(r"(section|(add|remove)-(municipalities|target_groups)):[0-9]+")
"""What is done with something that can be deleted."""

NOTHING_CHOSEN = "Bitte wählen Sie Maßnahmen aus und was mit ihnen geschehen soll."
DELETED_MEANWHILE = (
    "Was Sie zuordnen wollten, hat inzwischen jemand gelöscht. Es wurde nichts geändert. "
    "Bitte wählen Sie noch einmal aus."
)
OTHERS_FOUND = "Inzwischen passen andere Maßnahmen zu Ihren Filtern. Bitte wählen Sie noch einmal aus."


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A heading in the list of what can be done, with (value, label) of each."""

    label: str
    entries: tuple[tuple[str, str], ...]


def offered(selection: Selection) -> tuple[Group, ...]:
    """Everything that can be done with the chosen measures, but for deleting them."""
    sections = tuple((f"section:{pk}", heading.label) for pk, heading in selection.sections.items())
    groups = [
        Group(label="Status setzen", entries=tuple((f"state:{value}", label) for value, label in MeasureState.choices)),
        Group(label="Abschnitt setzen", entries=(*sections, ("section:", "– keiner –"))),
    ]
    for kind, relation, word in (
        ("municipality", "municipalities", "Kommune"),
        ("target_group", "target_groups", "Zielgruppe"),
    ):
        for verb, label in (("add", "hinzufügen"), ("remove", "entfernen")):
            # Once chosen, an entry stands there without the heading of its group.
            entries = tuple(
                (f"{verb}-{relation}:{option.key}", f"{option.label} {label}") for option in selection.of_kind(kind)
            )
            groups.append(Group(label=f"{word} {label}", entries=entries))
    return tuple(group for group in groups if group.entries)


@require_POST
def change(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="programmes.change_measure")
    data = QueryDict(request.POST.get("auswahl", "")[:4000])
    selection = select(data, programme, request.user)
    back = f"{reverse('measures', args=[jobcenter, year])}?{data.urlencode()}"
    what = request.POST.get("tun", "")
    keys = _keys(request, selection)
    if keys is None:
        messages.warning(request, OTHERS_FOUND)
        return redirect(back)
    if keys and what == "delete":
        return _ask(request, programme, keys, data, back)
    act = _act(what, selection)
    if not keys or act is None:
        messages.warning(request, DELETED_MEANWHILE if keys and OF_A_ROW.fullmatch(what) else NOTHING_CHOSEN)
        return redirect(back)
    request.history.reason = request.POST.get("grund", "")
    try:
        with transaction.atomic():
            changed = act(programme, keys)
    except (IntegrityError, FocusArea.DoesNotExist) as error:
        if isinstance(error, IntegrityError) and not is_at_once(error):
            raise
        messages.warning(request, DELETED_MEANWHILE)
        return redirect(back)
    _say(request, programme, changed, "geändert", back)
    return redirect(back)


@require_POST
def delete(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="programmes.delete_measure")
    data = QueryDict(request.POST.get("auswahl", "")[:4000])
    back = f"{reverse('measures', args=[jobcenter, year])}?{data.urlencode()}"
    request.history.reason = request.POST.get("reason", "")
    losses = delete_measures(programme=programme, keys=_numbers(request.POST.getlist("massnahme")))
    if losses.holds:
        messages.error(request, f"Es wurde nichts gelöscht. {'; '.join(losses.holds)}.")
    else:
        _say(request, programme, len(losses.titles), "gelöscht", back)
    return redirect(back)


def _keys(request: HttpRequest, selection: Selection) -> list[int] | None:
    """The ticked measures, or all that were found; None where these are others than the person saw."""
    if not request.POST.get("alle"):
        return _numbers(request.POST.getlist("massnahme"))
    if request.POST.get("anzahl") != str(len(selection.keys)):
        return None
    return list(selection.keys)


def _numbers(texts: Iterable[str]) -> list[int]:
    return [key for key in map(parse_key, texts) if key is not None][:MOST]


def _act(what: str, selection: Selection) -> Callable[[Programme, list[int]], int] | None:
    """What a choice of the list does; None for one that is not on it."""
    if what not in {value for group in offered(selection) for value, _ in group.entries}:
        return None
    verb, _, value = what.partition(":")
    if verb == "state":
        return lambda programme, keys: actions.set_value(programme=programme, keys=keys, column="state", value=value)
    if verb == "section":
        section = int(value) if value else None
        return lambda programme, keys: actions.set_value(
            programme=programme, keys=keys, column="focus_area_id", value=section
        )
    verb, _, relation = verb.partition("-")
    link = actions.add_link if verb == "add" else actions.remove_link
    return lambda programme, keys: link(programme=programme, keys=keys, relation=relation, key=int(value))


def _ask(request: HttpRequest, programme: Programme, keys: list[int], data: QueryDict, back: str) -> HttpResponse:
    """Name what will be lost before anything is deleted."""
    if not request.user.has_perm("programmes.delete_measure"):
        raise PermissionDenied
    measures = programme.measures.filter(pk__in=keys).order_by("position", "pk")
    if not measures:
        messages.info(request, "Die ausgewählten Maßnahmen sind bereits gelöscht.")
        return redirect(back)
    return render(
        request,
        "workspace/table/delete.html",
        {
            "programme": programme,
            "heading": "Maßnahme löschen" if len(measures) == 1 else f"{len(measures)} Maßnahmen löschen",
            "measures": measures,
            "losses": losses_of(measures),
            "action": reverse("measures_delete", args=[programme.jobcenter.slug, programme.year]),
            "hidden": (("auswahl", data.urlencode()), *(("massnahme", measure.pk) for measure in measures)),
            "back": back,
            "reason": request.POST.get("grund", ""),
        },
    )


def _say(request: HttpRequest, programme: Programme, count: int, done: str, back: str) -> None:
    """How many were changed, with the way back right beside it."""
    if not count:
        messages.info(request, "Es war nichts zu ändern.")
        return
    text = f"Eine Maßnahme {done}." if count == 1 else f"{count} Maßnahmen {done}."
    offer_undo(request, programme, text, back=back)
