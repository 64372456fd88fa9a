"""What happens on a schedule: notices of due dates, and e-mails with what nobody has read yet."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from amp.people import name_of
from programmes.models import FocusArea, ProgrammeState
from programmes.rows import FINISHED
from workspace.models import Notice
from workspace.notices import actions

#: A section is due soon that many days before its date.
SOON = timedelta(days=7)
#: Older notices are not sent any more: they are no news, and an installation that begins to send would send them all.
FRESH = timedelta(days=3)

log = logging.getLogger(__name__)


def make_due_notices(*, today: date) -> int:
    """Tell everybody about their sections that are due soon or overdue; how many sections that were not told before."""
    waiting = (
        FocusArea.objects.filter(responsible__isnull=False, due_on__lte=today + SOON)
        .exclude(state__in=FINISHED)
        .exclude(programme__state=ProgrammeState.DECIDED)
        .select_related("programme__jobcenter")
        .order_by("due_on", "pk")
    )
    told = set(
        Notice.objects.filter(once__in=[actions.due_reason(section) for section in waiting]).values_list(
            "recipient", "once"
        )
    )
    new = [section for section in waiting if (section.responsible_id, actions.due_reason(section)) not in told]
    for section in new:
        actions.due(section=section, today=today)
    return len(new)


def send_mails(*, now: datetime) -> tuple[int, int]:
    """One e-mail to each person with unread, unsent notices: how many went out, how many failed and are tried again.

    Nothing happens unless the installation names a mail server.
    """
    if not settings.MAIL_SERVER:
        return 0, 0
    sent = failed = 0
    connection = get_connection()
    for recipient in _waiting(now).order_by("recipient").values_list("recipient", flat=True).distinct():
        try:
            sent += _send_to(recipient, connection, now)
        except (SMTPException, OSError, ValueError):  # the last for an address that no header can hold
            log.exception("An e-mail with notices could not be sent; the next run tries again.")
            failed += 1
    return sent, failed


def _waiting(now: datetime) -> QuerySet[Notice]:
    """What nobody has read or sent, for people who can get it and have not said no."""
    return Notice.objects.filter(
        Q(recipient__mail_choice=None) | Q(recipient__mail_choice__wanted=True),
        read_at=None,
        mailed_at=None,
        made_at__gte=now - FRESH,
        recipient__is_active=True,
        recipient__email__gt="",
        programme__jobcenter__memberships__user=F("recipient"),
    )


@transaction.atomic
def _send_to(recipient: int, connection: BaseEmailBackend, now: datetime) -> int:
    """Another run at the same time skips the rows of this one, so that nothing is sent twice."""
    waiting = _waiting(now).filter(recipient=recipient).select_related("recipient").order_by("made_at", "pk")
    notices = tuple(waiting.select_for_update(of=["self"], skip_locked=True))
    if not notices:
        return 0
    _message(notices[0].recipient, notices, connection).send()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)
    return 1


def _message(person: AbstractUser, notices: Sequence[Notice], connection: BaseEmailBackend) -> EmailMessage:
    subject = "Ein neuer Hinweis" if len(notices) == 1 else f"{len(notices)} neue Hinweise"
    lines = [(notice.text, f"{settings.BASE_URL}{opening_url(notice.pk)}") for notice in notices]
    body = render_to_string(
        "workspace/notices.txt",
        {"name": name_of(person), "lines": lines, "page": f"{settings.BASE_URL}{reverse('notices')}"},
    )
    return EmailMessage(
        f"AMP: {subject}",
        body,
        settings.DEFAULT_FROM_EMAIL,
        [person.email],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def opening_url(pk: int) -> str:
    """Leads to what the notice is about and marks it as read."""
    return reverse("notices", query={"oeffnen": pk})
