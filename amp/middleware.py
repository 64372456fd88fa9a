"""What lies around every page."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from amp.at_once import is_at_once

log = logging.getLogger(__name__)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Django's rule that pages are for people who signed in.

    A page for everybody does not even ask who is there: a browser with a session may thus see the state of the service
    while the database is away.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def with_page_for_wrong_method(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., Any]:
    """Middleware: where an address does not take the method, Django answers without any text; a person gets a page."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answer


class AtOnceMiddleware:
    """Where two people at once are too many for the database, the one whom it refuses learns that nothing was saved.

    Pages that can say more say it themselves (`MergingForm.save_merged`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_at_once(error):
            return None
        log.error("The database refused what was sent to %s.", request.path, exc_info=error)
        return render(request, "503.html", status=503)
