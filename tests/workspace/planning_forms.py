"""Fills in forms as a browser without scripts does: sends back all that the page shows, with some fields changed."""

from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

from programmes.models import Measure, Programme


class _Fields(HTMLParser):
    """Name → values of the fields of the forms of a page that send by POST to it; templates do not count."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = self.hidden = False
        self.area = self.select = ""
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("method") == "post" and "action" not in given
        elif tag == "template":
            self.hidden = True
        if not self.inside or self.hidden:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and name and given.get("type") not in {"submit", "button"}:
            ticks = given.get("type") in {"checkbox", "radio"}
            if not ticks or "checked" in given:
                self.fields.setdefault(name, []).append(value or ("on" if ticks else ""))
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = [value]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "template":
            self.hidden = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area:
            self.fields[self.area] = [self.text.removeprefix("\n")]
            self.area = ""


def fields_of(html: str) -> dict[str, list[str]]:
    parser = _Fields()
    parser.feed(html)
    return parser.fields


def address(name: str, programme: Programme, *keys: int) -> str:
    return reverse(name, args=[programme.jobcenter.slug, programme.year, *keys])


def send(client: Any, path: str, **changes: Any) -> Any:
    """Open the form, change these fields (`a__0__b` is the field `a-0-b`) and send it."""
    page = client.get(path)
    assert page.status_code == 200, page
    return client.post(path, fields_of(page.content.decode()) | renamed(changes))


def renamed(changes: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "-"): value for name, value in changes.items()}


def edit(client: Any, measure: Measure, **changes: Any) -> Any:
    return send(client, address("measure_edit", measure.programme, measure.pk), **changes)


def errors_of(answer: Any) -> list[str]:
    """All messages of a form that came back; none where it was carried out."""
    if answer.status_code == 302:
        return []
    forms = [answer.context["form"], *answer.context.get("rows", ())]
    found = [message for form in forms for messages in form.errors.values() for message in messages]
    return [*found, *(answer.context["rows"].non_form_errors() if "rows" in answer.context else ())]
