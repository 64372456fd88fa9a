"""Which refusals of the database are told as bad timing, and which stay errors."""

import pytest
from django.db import DatabaseError, transaction

from amp.middleware import AtOnceMiddleware
from programmes.models import Jobcenter, Partner
from tests.factories import make_jobcenter, make_partner, make_programme

pytestmark = pytest.mark.django_db


def status_after(act, rf) -> int | None:
    """Of the page that is shown instead of the error; None where it stays one."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    answer = AtOnceMiddleware(lambda request: None).process_exception(rf.get("/"), caught.value)
    return answer and answer.status_code


def test_what_somebody_else_may_have_caused_is_bad_timing(rf):
    jobcenter = make_programme().jobcenter
    make_partner(jobcenter, "Caritas")

    assert status_after(lambda: make_partner(jobcenter, "Caritas"), rf) == 503
    assert status_after(jobcenter.delete, rf) == 503


def test_everything_else_stays_an_error(rf):
    partner = make_partner(make_jobcenter())

    assert status_after(lambda: Partner.objects.filter(pk=partner.pk).update(name=None), rf) is None
    assert status_after(lambda: Jobcenter.objects.update(name="N" * 10_000), rf) is None
