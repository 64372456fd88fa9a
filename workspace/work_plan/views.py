"""The plan of the work: every section with who writes it, how far it is and until when."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amp.keys import parse_key
from amp.lists import export, query_without
from amp.numbers import german_date
from amp.people import name_of
from programmes.access import open_programme
from programmes.models import FocusAreaState, Programme
from workspace.undoing import offer_undo
from workspace.work_plan import actions
from workspace.work_plan.forms import BulkForm, People, PlanFilter, RowForm
from workspace.work_plan.rows import PlanRow, plan_rows
from workspace.work_plan.tables import PlanFile, PlanTable
from workspace.writing.forms import who_may_write

MAY_CHANGE = "programmes.change_focusarea"
CHANGED = "Inzwischen geändert: {}. Noch einmal speichern ersetzt dies."
DELETED = "Diesen Abschnitt hat inzwischen jemand gelöscht."
ROWS_DELETED = (
    "Inzwischen hat jemand Abschnitte gelöscht, die hier standen. Falls Sie dafür etwas angegeben haben, entfällt es."
)


@require_http_methods(["GET", "HEAD", "POST"])
def work_plan(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    needs = MAY_CHANGE if request.method == "POST" else "programmes.view_programme"
    programme = open_programme(request, jobcenter, year, needs=needs)
    today = timezone.localdate()
    rows = plan_rows(programme, today=today)
    people: People = ()
    if request.user.has_perm(MAY_CHANGE):
        people = tuple((person.pk, name_of(person)) for person in who_may_write(programme, None))
    chosen = PlanFilter(request.GET, rows=rows, people=people, me=request.user.pk)
    found = chosen.found()
    if "export" in request.GET:
        return export(request, PlanFile(found, caption="Arbeitsplan"), f"Arbeitsplan {programme.year}")
    forms: dict[int, RowForm] = {}
    bulk = None
    if request.user.has_perm(MAY_CHANGE):
        bulk = BulkForm(people=people)
        forms = {row.pk: RowForm(None, row=row, people=people) for row in found}
    if request.method == "POST":
        keys = RowForm.keys(request.POST)
        sent = {row.pk: RowForm(request.POST, row=row, people=people) for row in rows if row.pk in keys}
        if keys - sent.keys():
            messages.warning(request, ROWS_DELETED)
        bulk = BulkForm(request.POST if request.POST.get("act") == "alle" else None, people=people)
        if _save(request, programme, sent, bulk):
            return redirect(request.get_full_path())
        forms |= sent
    caption = "1 Abschnitt" if len(found) == 1 else f"{len(found)} Abschnitte"
    table = PlanTable(found, caption=caption, forms=forms, chosen=request.POST.getlist("auswahl"))
    return render(
        request,
        "workspace/work_plan.html",
        {
            "programme": programme,
            "any": bool(rows),
            "filter": chosen,
            "table": table.for_request(request),
            "bulk": bulk,
            "query": query_without(request.GET, "page"),
            "sort": request.GET.get("sort", ""),
        },
    )


def _save(request: HttpRequest, programme: Programme, sent: dict[int, RowForm], bulk: BulkForm) -> bool:
    """Saves what was changed in single rows, then what is set for the chosen ones; whether all of it could be saved."""
    if not all([*(form.is_valid() for form in sent.values()), not bulk.is_bound or bulk.is_valid()]):
        messages.error(request, "Es wurde nichts gespeichert. Bitte prüfen Sie die gekennzeichneten Angaben.")
        return False
    wishes = [wish for form in sent.values() if (wish := form.wish())]
    outcome = actions.change_sections(programme=programme, wishes=wishes, by=request.user)
    changed = outcome.changed
    for pk, fields in outcome.conflicts.items():
        _explain(sent[pk], fields)
    if bulk.is_bound and not outcome.conflicts:
        changed += _save_chosen(request, programme, bulk)
    if changed:
        _say(request, programme, changed)
    if outcome.conflicts:
        messages.warning(
            request, "Einiges hat inzwischen jemand anderes geändert; es steht unten und ist nicht gespeichert."
        )
    return not outcome.conflicts


def _save_chosen(request: HttpRequest, programme: Programme, bulk: BulkForm) -> int:
    keys = [key for key in map(parse_key, request.POST.getlist("auswahl")) if key is not None]
    values = bulk.values()
    if not keys or not values:
        messages.warning(request, "Bitte wählen Sie Abschnitte aus und geben Sie an, was für sie gelten soll.")
        return 0
    wishes = [actions.Wish(pk=key, values=values) for key in keys]
    return actions.change_sections(programme=programme, wishes=wishes, by=request.user).changed


def _say(request: HttpRequest, programme: Programme, changed: int) -> None:
    text = "Ein Abschnitt geändert." if changed == 1 else f"{changed} Abschnitte geändert."
    offer_undo(request, programme, text, back=request.get_full_path())


def _explain(form: RowForm, fields: Iterable[str]) -> None:
    """Says beside each field what somebody else made of it, and lets the next saving replace that."""
    if actions.GONE in fields:
        form.add_error("state", DELETED)
        return
    for name in fields:
        form.add_error(name, CHANGED.format(_told(form.row, name)))
    form.show_again()


def _told(row: PlanRow, name: str) -> str:
    match name:
        case "responsible_id":
            return row.person or "niemand"
        case "state":
            return f"»{FocusAreaState(row.state).label}«"
        case _:
            return german_date(row.due_on) if row.due_on else "kein Datum"
