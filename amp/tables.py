"""The base of every list: django-tables2 with a caption, row headings and our own template."""

from typing import Any, Self

import django_tables2 as tables
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest


class AmpTable(tables.Table):
    """A list page's table.

    `caption` names the table for everyone (shown above it; required). `row_header` is the column whose cells name their
    row. Exports take the plain value behind a cell; a table overrides it with a method `value_<column>`.
    """

    caption = ""
    caption_quiet = False
    row_header = ""

    class Meta:
        attrs = {"class": "table"}
        template_name = "tables/table.html"
        empty_text = "Keine Einträge. Bitte ändern Sie die Auswahl."
        default = "–"
        per_page = 25

    def __init__(self, *args: Any, caption: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caption = caption or self.caption
        if not self.caption:
            raise ImproperlyConfigured(f"{type(self).__name__} braucht eine Überschrift (caption).")

    def for_request(self, request: HttpRequest) -> Self:
        """Sorted and on the page the address asks for; what makes no sense there falls back to the nearest sense."""
        if order := request.GET.getlist(self.prefixed_order_by_field):
            self.order_by = order
        self.paginate()
        self.page = self.paginator.get_page(request.GET.get(self.prefixed_page_field))
        return self

    @property
    def caption_id(self) -> str:
        return f"{self.prefix}{type(self).__name__.lower()}-titel"
