"""Where a person goes on after what they did."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_page(request: HttpRequest, wanted: str, *, otherwise: str) -> str:
    """The address that a form or the browser names, if it is one of our pages."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and urlsplit(wanted).path.startswith("/") else otherwise
