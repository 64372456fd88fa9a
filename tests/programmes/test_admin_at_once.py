"""Two people at the same moment: what the second one sends is neither lost without a word nor a failure."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from amp.access import Role, sync_roles
from programmes import tree
from programmes.models import FocusArea, Programme
from tests.factories import make_focus_area, make_jobcenter, make_line, make_programme, make_stage, make_user
from tests.programmes.admin_forms import errors_of, page_data, send
from tests.waiting import until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def _elsewhere(action: Callable[[], object]) -> Thread:
    """Start the action as another person, on a connection of its own."""

    def run() -> None:
        try:
            action()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


@contextmanager
def _just_before(statement: str, action: Callable[[], object]) -> Iterator[None]:
    """Let somebody else do the action, and finish it, just before we send the first such statement."""
    done: list[str] = []

    def interrupt(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if statement in sql and not done:
            done.append(sql)
            _elsewhere(action).join()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(interrupt):
        yield
    assert done


def test_the_slower_of_two_who_add_the_same_year_is_told_so(client):
    sync_roles(using="default")
    jobcenter = make_jobcenter()
    client.force_login(make_user(Role.LEITUNG, jobcenter=jobcenter, is_staff=True))

    with _just_before('INSERT INTO "programmes_programme"', lambda: make_programme(2032, jobcenter=jobcenter)):
        answer = send(client, reverse("admin:programmes_programme_add"), year="2032", title="Noch einmal")

    assert errors_of(answer) == ["Für dieses Jahr hat das Jobcenter bereits ein Programm."]
    assert Programme.objects.get().title != "Noch einmal"


def test_two_moves_at_once_both_count():
    programme = make_programme()
    sections = {name: make_focus_area(programme, name, position=place) for place, name in enumerate("ABCDE", start=1)}

    def move_last() -> None:
        tree.move(section=sections["E"], direction=tree.Direction.UP)

    with transaction.atomic():
        tree.move(section=sections["A"], direction=tree.Direction.DOWN)
        other = _elsewhere(move_last)
        until_somebody_waits()
    other.join()

    order = FocusArea.objects.order_by("position", "pk").values_list("title", flat=True)
    assert "".join(order) == "BACED"


def test_a_row_that_somebody_deleted_meanwhile_is_named_as_the_reason(client):
    sync_roles(using="default")
    jobcenter = make_jobcenter()
    client.force_login(make_user(Role.LEITUNG, jobcenter=jobcenter, is_staff=True))
    stage = make_stage(make_programme(jobcenter=jobcenter))
    lost, kept = make_line(stage, "1"), make_line(stage, "2")
    address = reverse("admin:budget_budgetstage_change", args=[stage.pk])
    page = page_data(client, address)

    lost.delete()
    answer = client.post(address, {**page, "lines-1-amount": "3"})

    assert "Eine Zeile dieser Seite wurde inzwischen gelöscht." in answer.content.decode()
    kept.refresh_from_db()
    assert kept.amount == 2
