"""What lies around every page."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase


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
