"""Fills in admin pages as a browser would: everything the page shows is sent back, with some fields changed."""

from typing import Any

from django.forms import BaseForm
from django.test import Client


def _shown(form: BaseForm) -> dict[str, Any]:
    values = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        if isinstance(value, list):
            values[bound.html_name] = [str(chosen) for chosen in value]
            continue
        shown = "on" if value is True else bound.field.widget.format_value(value)
        values[bound.html_name] = "" if shown is None else shown
    return values


def page_data(client: Client, address: str) -> dict[str, Any]:
    """The fields of the form at this address with what they show."""
    return _data_of(client.get(address, follow=True))


def _data_of(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.request["PATH_INFO"]
    data = _shown(answer.context["adminform"].form)
    for inline in answer.context["inline_admin_formsets"]:
        data |= _shown(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= _shown(form)
    return data


def send(client: Client, address: str, **changes: Any) -> Any:
    """Open the page, change the fields (`a__0__b` is the field `a-0-b`), save; the answer, errors and all."""
    page = client.get(address, follow=True)
    target = page.redirect_chain[-1][0] if page.redirect_chain else address
    data = _data_of(page) | {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(target, data)


def errors_of(answer: Any) -> list[str]:
    """All messages beside and above the fields of an answered form."""
    if answer.status_code == 302:
        return []
    found = [message for messages in answer.context["adminform"].form.errors.values() for message in messages]
    for inline in answer.context["inline_admin_formsets"]:
        found += inline.formset.non_form_errors()
        for form in inline.formset.forms:
            found += [message for messages in form.errors.values() for message in messages]
    return found
