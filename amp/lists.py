"""What pages with a list do with their address."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django_tables2 import Table

from amp.exports import export_response


def export(request: HttpRequest, table: Table, title: str) -> HttpResponse:
    """The whole list, sorted as on the page, as the file that `?export=` asks for. Http404 for another format."""
    if order := request.GET.getlist("sort"):
        table.order_by = order
    return export_response(table, file_format=request.GET["export"], title=title)


def query_without(data: QueryDict, *names: str) -> str:
    """The query string without these parameters and without empty ones."""
    kept = data.copy()
    for name in [*names, *(name for name in data if not any(data.getlist(name)))]:
        kept.pop(name, None)
    return kept.urlencode()
