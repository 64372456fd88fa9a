"""The table of measures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from amp.charts import Place, TileMap, tile_map
from amp.exports import export_response
from amp.lists import query_without
from programmes.access import open_programme
from programmes.models import Programme
from programmes.queries.measures import measure_rows
from programmes.tables import MeasureFile
from workspace.table.bulk import offered
from workspace.table.selection import SORTABLE, Option, Selection, reached, select
from workspace.table.tables import COLUMNS, USUAL, WorkTable

SIZES = {"50": 50, "100": 100, "alle": 100_000}
"""How many measures a page holds, by the word in the address."""

VIEW = ("sort", "spalten", "je_seite")
"""What an address holds besides the filters: kept with a view, as they are."""


@require_safe
def measures(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    selection = select(request.GET, programme, request.user)
    if "export" in request.GET:
        return _export(request, programme, selection)
    page = _page(request.GET, selection)
    keys = list(page.object_list)
    rows = {row.pk: row for row in measure_rows(programme, among=keys, sections=selection.sections)}
    columns = chosen_columns(request.GET)
    active = selection.filter.active()
    editable = request.user.has_perm("programmes.change_measure")
    towns = selection.of_kind("municipality")
    table = WorkTable(
        [rows[key] for key in keys if key in rows],
        page=page,
        columns=columns,
        editable=editable,
        caption=hits(len(selection.keys), selection.total),
        everywhere=len(towns),
        order_by=[request.GET["sort"]] if request.GET.get("sort", "").removeprefix("-") in SORTABLE else (),
    )
    counts, nowhere = reached(programme, selection.keys)
    query = query_without(request.GET, "page")
    return render(
        request,
        "workspace/table/measures.html",
        {
            "programme": programme,
            "filter": selection.filter,
            "fields": tuple(_fields(selection)),
            "active": active,
            "table": table,
            "any": bool(selection.total),
            "found": len(selection.keys),
            "map": _map(towns, counts, narrowed=bool(active)),
            "off_map": nowhere,
            "query": query,
            "sort": request.GET.get("sort", ""),
            "columns": tuple((name, label, name in columns) for name, label in COLUMNS.items()),
            "sizes": tuple((size, size == request.GET.get("je_seite", "50")) for size in SIZES),
            "saved": [
                (option.key, option.label, option.text, option.text == query) for option in selection.of_kind("view")
            ],
            "bulk": offered(selection) if editable else (),
            "may_delete": request.user.has_perm("programmes.delete_measure"),
            "may_add": request.user.has_perm("programmes.add_measure"),
        },
    )


def chosen_columns(data: QueryDict) -> Sequence[str]:
    """The columns of the address; those of a usual day where it names none."""
    return [name for name in COLUMNS if name in data.getlist("spalten")] or USUAL


def hits(found: int, total: int) -> str:
    noun = "Maßnahme" if total == 1 else "Maßnahmen"
    return f"{total} {noun}" if found == total else f"{found} von {total} {noun}"


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field of the filter as it is printed: a value of its own, so that the same field is laid out once."""

    name: str
    label: str
    value: str
    errors: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]


def _fields(selection: Selection) -> Iterable[FilterField]:
    form = selection.filter.form
    for name, field in form.fields.items():
        yield FilterField(
            name=name,
            label=str(field.label),
            value=form.data.get(name, ""),
            errors=tuple(form.errors.get(name, ())),
            choices=tuple(selection.filter.filters[name].extra.get("choices", ())),
        )


def _page(data: QueryDict, selection: Selection) -> Page:
    size = SIZES.get(data.get("je_seite", ""), SIZES["50"])
    return Paginator(selection.keys, size).get_page(data.get("page"))


def _export(request: HttpRequest, programme: Programme, selection: Selection) -> HttpResponse:
    """All that was found, in its order; Http404 for a format there is not."""
    if selection.filter.form.errors:
        return redirect(f"{request.path}?{query_without(request.GET, 'export')}")
    rows = {row.pk: row for row in measure_rows(programme, among=selection.keys, sections=selection.sections)}
    title = f"Maßnahmen {programme.year}"
    table = MeasureFile([rows[key] for key in selection.keys if key in rows], caption=title)
    return export_response(table, file_format=request.GET["export"], title=title)


def _map(towns: Sequence[Option], counts: Mapping[int, int], *, narrowed: bool) -> TileMap | None:
    """How many measures work in each municipality; None where the municipalities have no place on the map."""
    shown = [
        Place(label=town.label, row=town.map_row, column=town.map_column, count=counts.get(town.key, 0))
        for town in towns
        if town.map_row is not None and town.map_column is not None
    ]
    if not shown:
        return None
    title = "Gefundene Maßnahmen je Kommune" if narrowed else "Maßnahmen je Kommune"
    return tile_map(id="kommunen", title=title, places=shown, count_head="Maßnahmen")
