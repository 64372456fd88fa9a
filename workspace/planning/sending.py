"""Forms that make something new: checked and carried out once, however often they are sent."""

from collections.abc import Callable

from django.http import HttpRequest

from workspace.keeping.once import once


class _Refused(Exception):
    """The form is not valid; that it was sent leaves no trace."""


def send_once(request: HttpRequest, carry_out: Callable[[], str]) -> str:
    """Where the person goes after the form; "" where `carry_out` gave "" because the form is not valid.

    It is checked only in here: sent a second time it would find its own title taken.
    """
    try:
        with once(request) as sending:
            if sending.first:
                sending.sent_to = carry_out()
                if not sending.sent_to:
                    raise _Refused
    except _Refused:
        return ""
    return sending.sent_to
