"""A message that offers to take back what was just done."""

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html

from programmes.models import Programme

_OFFER = """{} <form class="undo" method="post" action="{}">
<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="next" value="{}">
<button class="quiet" type="submit">Rückgängig</button></form>"""


def offer_undo(request: HttpRequest, programme: Programme, text: str, *, back: str) -> None:
    """Say on the next page what this request did, with a button that takes it back and leads to `back`."""
    address = reverse("undo", args=[programme.jobcenter.slug, programme.year, request.history.action])
    messages.success(request, format_html(_OFFER, text, address, get_token(request), back))
