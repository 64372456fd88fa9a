"""Undoing actions, restoring earlier versions and deleted things: under everybody's rules, as new changes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from amp.access import Role
from amp.history import recorded
from amp.models import Change
from budget.models import BudgetLine
from programmes.models import FocusArea, Measure, MeasureSite, Programme
from tests.factories import (
    make_focus_area,
    make_instrument,
    make_line,
    make_measure,
    make_measure_site,
    make_partner,
    make_programme,
    make_site,
    make_stage,
    make_user,
)
from workspace.history import NotUndoable, undo
from workspace.history.net import net_changes
from workspace.history.restoring import restore_deleted, restore_version
from workspace.history.reversing import NotRestorable
from workspace.models import Comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(programme):
    return make_user(Role.PLANUNG, jobcenter=programme.jobcenter, first_name="Petra", last_name="Plan")


def full_measure(programme, title="Öffnung", instrument=None):
    measure = make_measure(programme, title, planned_places=12, description="<p>Text</p>", focus_area=None)
    measure.instruments.add(instrument or make_instrument())
    measure.partners.add(make_partner(programme.jobcenter))
    make_measure_site(measure, make_site(programme.jobcenter), places=3, source="Vorlage 1")
    return measure


def state(programme):
    """Everything of the programme that these tests touch, key by key."""
    models = (
        *(Measure, MeasureSite, FocusArea, BudgetLine, Comment),
        *(getattr(Measure, name).through for name in ("instruments", "partners")),
    )
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def deletion_of(row, pk=None):
    return Change.objects.get(table=row._meta.db_table, row=pk or row.pk, kind="D")


# Undo


def test_bulk_change_is_undone(programme, user):
    measures = [make_measure(programme, title) for title in "ABC"]
    before = state(programme)
    with recorded(by=user) as recording:
        Measure.objects.filter(pk__in=[measure.pk for measure in measures]).update(state="laeuft", planned_places=5)

    undo(action=recording.action, programme=programme, by=user)

    assert state(programme) == before


def test_deleted_measures_come_back_with_everything(programme, user):
    first, second = full_measure(programme), full_measure(programme, "Zweite")
    line = make_line(make_stage(programme), "100.50", measure=first)
    Comment.objects.create(programme=programme, measure=second, author=user, text="Bitte prüfen")
    before = state(programme)
    with recorded(by=user) as recording:
        BudgetLine.objects.filter(pk=line.pk).update(measure=None)
        Measure.objects.filter(programme=programme).delete()

    undo(action=recording.action, programme=programme, by=user)

    assert state(programme) == before


def test_created_measure_is_deleted_by_undo(programme, user):
    instrument, before = make_instrument(), state(programme)
    with recorded(by=user) as recording:
        full_measure(programme, instrument=instrument)

    undo(action=recording.action, programme=programme, by=user)

    assert state(programme) == before


def test_several_changes_of_one_row_are_one(programme, user):
    measure = make_measure(programme, "Alt")
    before = state(programme)
    with recorded(by=user) as recording:
        for title in ("Neu", "Neuer", "Neueste"):
            measure.title = title
            measure.save()
        make_measure(programme).delete()

    undo(action=recording.action, programme=programme, by=user)

    assert state(programme) == before


def test_undo_says_who_and_why_and_can_be_undone(programme, user):
    measure = make_measure(programme, "Alt")
    with recorded(by=user) as recording:
        Measure.objects.filter(pk=measure.pk).update(title="Neu")

    with recorded(by=user) as second:
        undo(action=recording.action, programme=programme, by=user)
    change = Change.objects.first()
    undo(action=second.action, programme=programme, by=user)

    assert (change.actor, change.action, change.after) == (user.pk, second.action, {"title": "Alt"})
    assert change.reason.startswith("Rückgängig gemacht: Vorgang vom ")
    measure.refresh_from_db()
    assert measure.title == "Neu"


def test_moved_tree_is_moved_back(programme, user):
    old, new = make_focus_area(programme, "Alt"), make_focus_area(programme, "Neu")
    area = make_focus_area(programme, "Bereich", parent=old)
    child = make_focus_area(programme, "Kind", parent=area)
    before = state(programme)
    with recorded(by=user) as recording:
        area.parent = None
        area.save()
    assert FocusArea.objects.get(pk=child.pk).level == 2
    with recorded(by=user) as again:
        area.parent = new
        area.save()

    undo(action=again.action, programme=programme, by=user)
    undo(action=recording.action, programme=programme, by=user)

    assert state(programme) == before


def test_deleted_tree_comes_back(programme, user):
    root = make_focus_area(programme, "Oben")
    make_focus_area(programme, "Unten", parent=make_focus_area(programme, "Mitte", parent=root))
    before = state(programme)
    with recorded(by=user) as recording:
        root.delete()

    undo(action=recording.action, programme=programme, by=user)

    assert state(programme) == before


def test_undo_is_refused_where_somebody_worked_on_it_since(programme, user):
    first, second = make_measure(programme, "Erste"), make_measure(programme, "Zweite")
    with recorded(by=user) as recording:
        Measure.objects.update(state="laeuft")
    with recorded(by=make_user(first_name="Karl", last_name="Kollege")):
        Measure.objects.filter(pk=second.pk).update(state="beendet")
    before = state(programme)

    with pytest.raises(NotUndoable, match=r"Maßnahme »Zweite« \(Karl Kollege, .* Uhr\)\. Es wurde nichts geändert\."):
        undo(action=recording.action, programme=programme, by=user)

    assert state(programme) == before
    assert first.pk != second.pk


def test_undo_leaves_what_others_did_to_other_fields(programme, user):
    measure = make_measure(programme)
    with recorded(by=user) as recording:
        Measure.objects.update(state="laeuft")
    Measure.objects.update(planned_places=4)

    undo(action=recording.action, programme=programme, by=user)

    measure.refresh_from_db()
    assert (measure.state, measure.planned_places) == ("geplant", 4)


def test_undo_of_a_creation_is_refused_where_others_added_something(programme, user):
    with recorded(by=user) as recording:
        measure = make_measure(programme, "Neu")
    make_line(make_stage(programme), "5", measure=measure, label="Zuschuss")
    with pytest.raises(NotUndoable, match="An »Neu« hängt inzwischen: Haushaltsposition »Zuschuss«"):
        undo(action=recording.action, programme=programme, by=user)

    BudgetLine.objects.all().delete()
    Comment.objects.create(programme=programme, measure=measure, author=user, text="Aha")
    with pytest.raises(NotUndoable, match="An »Neu« hängt inzwischen: Kommentar »Aha«"):
        undo(action=recording.action, programme=programme, by=user)

    assert Comment.objects.count() == 1


def test_undo_says_which_rule_is_in_the_way(programme, user):
    measure = make_measure(programme, "Titel")
    with recorded(by=user) as recording:
        measure.delete()
    make_measure(programme, "Titel")

    with pytest.raises(NotUndoable, match="Eine Maßnahme mit diesem Titel gibt es in diesem Programm bereits"):
        undo(action=recording.action, programme=programme, by=user)


def test_undo_twice_changes_nothing(programme, user):
    make_measure(programme)
    with recorded(by=user) as recording:
        Measure.objects.update(state="laeuft")
    undo(action=recording.action, programme=programme, by=user)

    with pytest.raises(NotUndoable):
        undo(action=recording.action, programme=programme, by=user)
    with pytest.raises(NotUndoable, match="nichts rückgängig"):
        undo(action="erfunden", programme=programme, by=user)


def test_undo_needs_the_permission_of_every_row(programme, user):
    with recorded(by=user) as recording:
        measure = make_measure(programme)

    for role in (Role.GREMIENBUERO, Role.LESEN, Role.ADMINISTRATION):
        with pytest.raises(PermissionDenied):
            undo(action=recording.action, programme=programme, by=make_user(role, jobcenter=programme.jobcenter))

    assert Measure.objects.filter(pk=measure.pk).exists()


def test_undo_never_reaches_into_another_programme(programme, user):
    other = make_measure(make_programme(2032, jobcenter=programme.jobcenter))
    make_measure(programme)
    with recorded(by=user) as recording:
        Measure.objects.update(state="laeuft")

    with pytest.raises(NotUndoable, match="nicht nur dieses Programm"):
        undo(action=recording.action, programme=programme, by=user)

    other.refresh_from_db()
    assert other.state == "laeuft"


@pytest.mark.django_db(transaction=True)
def test_two_people_who_undo_the_same_at_once_undo_it_once():
    programme = make_programme()
    measures = [make_measure(programme, title, planned_places=number) for number, title in enumerate("ABC")]
    people = [make_user(Role.PLANUNG, jobcenter=programme.jobcenter) for _ in range(2)]
    with recorded() as recording:
        Measure.objects.update(state="laeuft")
    together = Barrier(2)

    def take_back(person):
        together.wait()
        try:
            undo(action=recording.action, programme=programme, by=person)
        except NotUndoable:
            return "too late"
        else:
            return "undone"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(take_back, people))

    assert outcomes == ["too late", "undone"]
    assert set(Measure.objects.values_list("state", flat=True)) == {"geplant"}
    assert (
        Change.objects.filter(
            table="programmes_measure", row__in=[measure.pk for measure in measures], reason__startswith="Rückgängig"
        ).count()
        == 3
    )


# Versions


def test_fields_of_an_earlier_version_are_restored(programme, user):
    area = make_focus_area(programme, "Erste", text="<p>Eins</p>")
    first = Change.objects.first()
    for title, text in (("Zweite", "<p>Zwei</p>"), ("Dritte", "<p>Drei</p>")):
        FocusArea.objects.update(title=title, text=text)

    restore_version(change=first, programme=programme, by=user, columns=["text"])

    area.refresh_from_db()
    assert (area.title, area.text) == ("Dritte", "<p>Eins</p>")
    assert Change.objects.first().reason.startswith("Wiederhergestellt: Stand vom ")
    assert Change.objects.first().actor == user.pk


def test_newest_version_has_nothing_to_restore(programme, user):
    make_focus_area(programme)

    with pytest.raises(NotRestorable, match="bereits auf diesem Stand"):
        restore_version(change=Change.objects.first(), programme=programme, by=user, columns=["title"])


def test_version_is_validated(programme, user):
    area = make_focus_area(programme)
    measure = make_measure(programme, focus_area=area)
    with_area = Change.objects.first()
    Measure.objects.filter(pk=measure.pk).update(focus_area=None)
    area.delete()

    with pytest.raises(NotRestorable, match="Was unter »Abschnitt« stand, gibt es nicht mehr"):
        restore_version(change=with_area, programme=programme, by=user, columns=["focus_area_id"])


def test_version_needs_the_permission(programme):
    make_focus_area(programme, "Alt")
    first = Change.objects.first()
    FocusArea.objects.update(title="Neu")

    with pytest.raises(PermissionDenied):
        restore_version(
            change=first,
            programme=programme,
            by=make_user(Role.LESEN, jobcenter=programme.jobcenter),
            columns=["title"],
        )


# Deleted things


def test_deleted_measure_comes_back_without_the_others_of_the_action(programme, user):
    measure = full_measure(programme)
    line = make_line(make_stage(programme), "100", measure=measure)
    before = state(programme)
    other = full_measure(programme, "Andere")
    pk = measure.pk
    with recorded(by=user):
        BudgetLine.objects.update(measure=None, label="Ohne Maßnahme")
        measure.delete()
        other.delete()

    restore_deleted(change=deletion_of(measure, pk), programme=programme, by=user)

    before["budget.BudgetLine"][0]["label"] = "Ohne Maßnahme"
    assert state(programme) == before
    assert line.pk


def test_line_that_found_another_measure_keeps_it(programme, user):
    measure, other = make_measure(programme), make_measure(programme)
    line = make_line(make_stage(programme), "100", measure=measure)
    pk = measure.pk
    with recorded(by=user):
        BudgetLine.objects.update(measure=None)
        measure.delete()
    BudgetLine.objects.update(measure=other)

    restore_deleted(change=deletion_of(measure, pk), programme=programme, by=user)

    line.refresh_from_db()
    assert line.measure_id == other.pk
    assert Measure.objects.filter(pk=pk).exists()


def test_deleted_line_comes_back_to_the_cent(programme, user):
    line = make_line(make_stage(programme), "123456789012.10")
    pk, before = line.pk, state(programme)
    line.delete()

    restore_deleted(change=deletion_of(line, pk), programme=programme, by=user)

    assert state(programme) == before
    assert str(BudgetLine.objects.get().amount) == "123456789012.10"


def test_deleted_with_raw_sql_comes_back_too(programme, user):
    area = make_focus_area(programme, "Roh")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM programmes_focusarea WHERE id = %s", [area.pk])

    restore_deleted(change=deletion_of(area), programme=programme, by=user)

    assert FocusArea.objects.get(pk=area.pk).title == "Roh"


def test_what_is_back_cannot_come_back_again(programme, user):
    measure = make_measure(programme)
    pk = measure.pk
    measure.delete()
    change = deletion_of(measure, pk)
    restore_deleted(change=change, programme=programme, by=user)

    with pytest.raises(NotRestorable, match="gibt es bereits wieder"):
        restore_deleted(change=change, programme=programme, by=user)


def test_deleted_comment_keeps_its_time(programme, user):
    comment = Comment.objects.create(programme=programme, measure=make_measure(programme), author=user, text="Aha")
    pk, written = comment.pk, comment.written_at
    comment.delete()

    restore_deleted(change=deletion_of(comment, pk), programme=programme, by=user)

    assert Comment.objects.get(pk=pk).written_at == written


# Net changes


def test_net_change_of_a_row_that_came_and_went_is_nothing(programme):
    make_measure(programme).delete()
    measure = make_measure(programme, "Da")
    measure.title = "Dort"
    measure.save()
    measure.title = "Da"
    measure.save()

    nets = net_changes(Change.objects.filter(table="programmes_measure"))

    assert [(net.row, net.before, net.after["title"]) for net in nets] == [(measure.pk, None, "Da")]
    assert net_changes(Change.objects.filter(table="programmes_measure", kind="U")) == ()


def test_programme_row_itself_is_restored(programme, user):
    first = Change.objects.get(table="programmes_programme")
    Programme.objects.update(title="Vertippt")

    restore_version(change=first, programme=programme, by=user, columns=["title"])

    assert Programme.objects.get().title == "Arbeitsmarkt- und Integrationsprogramm 2031"
