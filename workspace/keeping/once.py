"""Forms that are carried out once, however often they are sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from workspace.models import Submission

FIELD = "einmal"
"""The hidden field of `_once.html`."""


@dataclass(slots=True)
class Sending:
    """One sending of a form: whether it is the `first`, and where the person goes (or went) afterwards."""

    first: bool
    sent_to: str = ""


@contextmanager
def once(request: HttpRequest) -> Iterator[Sending]:
    """Carry out a form that creates something only once: for double clicks, reloads and repeated requests.

    The form includes `_once.html`. The view checks and writes inside the block, which is a transaction: sent a second
    time, a form would find its own title taken.

        with once(request) as sending:
            if sending.first and form.is_valid():
                sending.sent_to = form.save().get_absolute_url()
        if sending.sent_to:
            return redirect(sending.sent_to)

    A second sending waits until the first is through and then has `sent_to` of the first. What fails inside the block,
    or leaves `sent_to` empty, leaves no trace, so that the form can be sent again. Whoever goes back in the browser and
    sends something else sends another form. Raises BadRequest for a form without a token.
    """
    token = _token(request)
    with transaction.atomic():
        try:
            with transaction.atomic():
                submission = Submission.objects.create(token=token, user=request.user)
        except IntegrityError:
            earlier = Submission.objects.get(token=token)
            if earlier.user_id != request.user.pk:
                raise PermissionDenied from None
            yield Sending(first=False, sent_to=earlier.sent_to)
            return
        sending = Sending(first=True)
        yield sending
        if not sending.sent_to:
            transaction.set_rollback(True)
            return
        submission.sent_to = sending.sent_to
        submission.save(update_fields=["sent_to"])


def _token(request: HttpRequest) -> UUID:
    """The token of the form, which stands for this content alone."""
    try:
        token = UUID(request.POST.get(FIELD, ""))
    except ValueError as error:
        raise BadRequest("Dem Formular fehlt seine Kennung.") from error
    content = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return uuid5(token, repr(content))
