"""The bell in the bar of every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from workspace.notices.queries import Tally, tally


def bell(request: HttpRequest) -> dict[str, Tally | None]:
    """Context processor: `tally`, counted only on pages that print it; None for nobody in particular."""
    user = getattr(request, "user", None)  # an answer to a request that was refused at the door knows nobody
    if user is None or not user.is_authenticated:
        return {"tally": None}
    return {"tally": SimpleLazyObject(lambda: tally(user, getattr(request, "programme", None)))}
