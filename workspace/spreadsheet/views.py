"""The measures as a workbook: out, back in with a preview, and carried out as one transaction."""

import logging
from collections.abc import Iterator

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import Error, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amp.at_once import is_at_once
from amp.exports import XLSX_TYPE
from amp.history import recorded
from programmes.access import open_programme
from programmes.models import Programme
from workspace.models import SpreadsheetUpload
from workspace.spreadsheet import writing
from workspace.spreadsheet.applying import carry_out, lock
from workspace.spreadsheet.columns import CREATABLE
from workspace.spreadsheet.comparing import compare
from workspace.spreadsheet.opening import LARGEST_FILE, RefusedError
from workspace.spreadsheet.plan import Plan
from workspace.spreadsheet.reading import Reading, read
from workspace.spreadsheet.snapshot import take
from workspace.table.selection import select

log = logging.getLogger(__name__)

NEEDS = "programmes.change_measure"
MOST_SHOWN = 300
"""So many errors are printed; nobody mends more before looking again."""

CHANGED = (
    "Inzwischen hat sich im Programm oder an Ihrer Auswahl etwas geändert. Bitte prüfen Sie die Vorschau noch einmal."
)
APPLIED = "Diese Tabelle wurde bereits übernommen."
GONE = "Diese Vorschau gibt es nicht mehr. Bitte laden Sie die Datei erneut hoch."
PROGRESS = "[fortschritt]"
"""Where the page of the carrying out is cut in two; between them comes what happens meanwhile."""


class ChangedMeanwhileError(Exception):
    """What would be carried out is not what the person saw."""


@require_safe
def workbook(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    """The measures that the filters of the address leave."""
    programme = open_programme(request, jobcenter, year)
    keys = select(request.GET, programme, request.user).keys
    content = writing.workbook(take(programme), keys=keys, now=timezone.localtime())
    response = HttpResponse(content, content_type=XLSX_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"Maßnahmen {year} zum Bearbeiten.xlsx")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs=NEEDS)
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            return redirect("measures_import_preview", jobcenter, year, _stored(request, programme).pk)
        except RefusedError as error:
            refused = error.sentences
    return render(
        request,
        "workspace/spreadsheet/upload.html",
        {"programme": programme, "refused": refused, "largest": LARGEST_FILE // 2**20},
        status=422 if refused else 200,
    )


def _stored(request: HttpRequest, programme: Programme) -> SpreadsheetUpload:
    """Keep the file for its preview, in place of any earlier one of this person. Raises RefusedError."""
    file = request.FILES.get("datei")
    if file is None:
        raise RefusedError("Bitte wählen Sie eine Datei aus.")
    content = file.read(LARGEST_FILE + 1)
    read(content, jobcenter=programme.jobcenter.slug, year=programme.year)
    with transaction.atomic():
        SpreadsheetUpload.objects.filter(user=request.user, applied_at=None).delete()
        return SpreadsheetUpload.objects.create(
            user=request.user, programme=programme, name=file.name[-200:], content=content
        )


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    """Everything the workbook would change and everything that is wrong with it; POST keeps what the person chose."""
    programme = open_programme(request, jobcenter, year, needs=NEEDS)
    uploaded = _waiting(request, programme, pk)
    if uploaded is None:
        return redirect("measures_import", jobcenter, year)
    if request.method == "POST":
        _choose(uploaded, request)
        uploaded.save(update_fields=["create", "take"])
        return redirect(request.path)
    plan = _plan(uploaded, programme, _reading(uploaded, programme))
    return render(
        request,
        "workspace/spreadsheet/preview.html",
        {
            "programme": programme,
            "uploaded": uploaded,
            "plan": plan,
            "problems": plan.problems[:MOST_SHOWN],
            "more_problems": max(0, len(plan.problems) - MOST_SHOWN),
            "offers": [(f"{column}:{name}", CREATABLE[column], name) for column, name in plan.offers],
            "create": [(f"{column}:{name}", CREATABLE[column], name) for column, name in plan.create],
            "caption": _caption(plan),
            "refused": _refused(request, plan),
        },
    )


def _waiting(request: HttpRequest, programme: Programme, pk: int) -> SpreadsheetUpload | None:
    """The person's workbook, while it waits to be carried out; None, which is told, where it does no more."""
    uploaded = SpreadsheetUpload.objects.filter(pk=pk, user=request.user, programme=programme).first()
    if uploaded and not uploaded.applied_at:
        return uploaded
    messages.info(request, APPLIED if uploaded else GONE)
    return None


def _caption(plan: Plan) -> str:
    count, created = len(plan.rows), sum(row.key is None for row in plan.rows)
    changed = "Ein Eintrag ändert sich" if count == 1 else f"{count} Einträge ändern sich"
    return f"{changed}, davon {created} neu" if created else changed


def _refused(request: HttpRequest, plan: Plan) -> tuple[str, ...]:
    """What the workbook would add and the person may not."""
    return tuple(words for permission, words in plan.needs.items() if not request.user.has_perm(permission))


@require_POST
def apply(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponseBase:
    """Carry out what the preview showed; the page arrives while that happens, so that its progress is seen."""
    programme = open_programme(request, jobcenter, year, needs=NEEDS)
    uploaded = _waiting(request, programme, pk)
    if uploaded is None:
        return redirect("measures_import", jobcenter, year)
    reading = _reading(uploaded, programme)
    shown = _plan(uploaded, programme, reading)
    _choose(uploaded, request)
    plan = _plan(uploaded, programme, reading)
    if shown.fingerprint != request.POST.get("stand") or plan.problems:
        messages.warning(request, CHANGED)
        return redirect("measures_import_preview", jobcenter, year, pk)
    if _refused(request, plan):
        raise PermissionDenied
    context = {"programme": programme, "uploaded": uploaded, "cut": PROGRESS}
    head, tail = render_to_string("workspace/spreadsheet/applying.html", context, request).split(PROGRESS)
    response = StreamingHttpResponse(
        _carried_out(request, programme, uploaded, reading, expected=plan.fingerprint, head=head, tail=tail)
    )
    response["X-Accel-Buffering"] = "no"  # a proxy would keep the page until it is complete
    return response


def _carried_out(
    request: HttpRequest,
    programme: Programme,
    uploaded: SpreadsheetUpload,
    reading: Reading,
    *,
    expected: str,
    head: str,
    tail: str,
) -> Iterator[str]:
    """The page in pieces. Whatever ends it early, be it a closed window, takes everything back."""
    yield head
    result: dict[str, object] = {"programme": programme, "uploaded": uploaded}
    try:
        with (
            recorded(by=request.user, reason=f"Tabelle eingelesen: {uploaded.name}") as recording,
            transaction.atomic(),
        ):
            if SpreadsheetUpload.objects.select_for_update().get(pk=uploaded.pk).applied_at:
                raise ChangedMeanwhileError
            lock(programme)
            plan = _plan(uploaded, programme, reading)
            if plan.fingerprint != expected:
                raise ChangedMeanwhileError
            for done in carry_out(plan, programme=programme):
                yield _piece("_applying_step.html", {"done": done, "total": len(plan.rows)})
            uploaded.content, uploaded.applied_at = b"", timezone.now()
            uploaded.save()
        result |= {"plan": plan, "action": recording.action}
    except (ChangedMeanwhileError, SpreadsheetUpload.DoesNotExist):
        result["plan"] = None
    except Error as error:
        log.exception("The database ended the carrying out of a workbook.")
        result["failure"] = _failure(error)
    yield _piece("_applied.html", result)
    yield tail


def _failure(error: Error) -> str:
    """What the person is told: that others came first, that the database is away, or that something is wrong here."""
    if is_at_once(error):
        return ""
    return "away" if isinstance(error, OperationalError | InterfaceError) else "ours"


def _piece(template: str, context: dict[str, object]) -> str:
    return render_to_string(f"workspace/spreadsheet/{template}", context)


def _reading(uploaded: SpreadsheetUpload, programme: Programme) -> Reading:
    return read(bytes(uploaded.content), jobcenter=programme.jobcenter.slug, year=programme.year)


def _plan(uploaded: SpreadsheetUpload, programme: Programme, reading: Reading) -> Plan:
    """What the workbook would change now, with what the person chose."""
    create = frozenset((column, name) for column, name in uploaded.create)
    return compare(reading, take(programme), create=create, take=frozenset(uploaded.take))


def _choose(uploaded: SpreadsheetUpload, request: HttpRequest) -> None:
    """Note the ticked names and the decisions of the form."""
    names = (entry.replace("\0", "").partition(":") for entry in request.POST.getlist("neu"))
    uploaded.create = [[column, name] for column, _, name in names if column in CREATABLE and name]
    uploaded.take = [place.replace("\0", "") for place in request.POST.getlist("datei_gilt")]
