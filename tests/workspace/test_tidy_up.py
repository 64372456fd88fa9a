"""What nobody needs any more goes, and nothing else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.factories import make_programme, make_user
from workspace.models import Draft, Notice, Presence, SpreadsheetUpload, Submission

pytestmark = pytest.mark.django_db


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def make_row(model, user, programme):
    match model.__name__:
        case "Presence":
            return Presence.objects.create(user=user, kind="section", row=1, seen_at=timezone.now())
        case "Submission":
            return Submission.objects.create(token=uuid4(), user=user)
        case "SpreadsheetUpload":
            return SpreadsheetUpload.objects.create(user=user, programme=programme, name="x.xlsx", content=b"x")
        case "Draft":
            return Draft.objects.create(user=user, programme=programme, kind="section", row=1, fields={})
        case "Notice":
            return Notice.objects.create(recipient=user, programme=programme, kind="faellig", text="x", url="/")


@pytest.mark.parametrize(
    ("model", "column", "stays", "goes"),
    [
        (Presence, "seen_at", 6, 8),
        (Submission, "at", 6, 8),
        (SpreadsheetUpload, "uploaded_at", 6, 8),
        (Draft, "kept_at", 179, 181),
        (Notice, "read_at", 364, 366),
    ],
)
def test_only_old_rows_go(model, column, stays, goes):
    row = make_row(model, make_user(), make_programme())

    model.objects.filter(pk=row.pk).update(**{column: days_ago(stays)})
    call_command("tidy_up")
    kept = model.objects.count()
    model.objects.filter(pk=row.pk).update(**{column: days_ago(goes)})
    call_command("tidy_up", verbosity=0)

    assert (kept, model.objects.count()) == (1, 0)


def test_an_unread_notice_stays_however_old():
    row = make_row(Notice, make_user(), make_programme())
    Notice.objects.filter(pk=row.pk).update(made_at=days_ago(1000))

    call_command("tidy_up")

    assert Notice.objects.exists()
