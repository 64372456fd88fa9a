"""The history: written by the database for every way of writing, with who and why, and never rewritten."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from psycopg import sql

from amp.history import HistoryMiddleware, recorded
from amp.models import Change
from programmes.models import FocusArea, Measure
from tests.factories import (
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_partner,
    make_programme,
    make_site,
    make_stage,
    make_user,
)
from tests.programmes.admin_forms import send

pytestmark = pytest.mark.django_db

ROOMS = ("programmes", "budget", "proposals", "workspace")
#: Tables that need no history, and why.
UNRECORDED = {
    "workspace_draft": "what somebody is typing; it enters the history when it is saved",
    "workspace_presence": "who has a form open right now",
    "workspace_submission": "which forms were carried out, against sending them twice",
    "workspace_notice": "messages about changes that are in the history themselves",
    "workspace_savedview": "a person's own setting",
    "workspace_mailchoice": "a person's own setting",
    "workspace_searchentry": "an index, made from what is recorded",
    "workspace_searchword": "the words of that index",
    "workspace_spreadsheetupload": "a file on its way; what it changes is recorded",
}


@pytest.fixture
def programme():
    return make_programme()


def last():
    return Change.objects.first()


def changes_after(pk):
    return list(Change.objects.filter(pk__gt=pk).order_by("pk"))


def tables_with_trigger():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgfoid = 'amp_record_change'::regproc "
            "AND tgtype = 29 AND tgenabled = 'O'"  # after, each row, insert or update or delete
        )
        return {table for (table,) in cursor.fetchall()}


# What is recorded


def test_every_table_of_the_rooms_is_recorded():
    tables = {
        model._meta.db_table
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    }

    assert len(tables) > 25
    assert tables - tables_with_trigger() == set(UNRECORDED)


def test_created_row_is_recorded_in_full(programme):
    area = make_focus_area(programme, "Netzwerk", text="<p>Text</p>")

    change = last()

    assert (change.kind, change.table, change.row) == ("I", "programmes_focusarea", area.pk)
    assert (change.programme, change.jobcenter) == (programme.pk, programme.jobcenter_id)
    assert change.before is None
    assert change.after == {
        "id": area.pk,
        "programme_id": programme.pk,
        "parent_id": None,
        "level": 1,
        "position": 0,
        "title": "Netzwerk",
        "responsible_id": None,
        "due_on": None,
        "text": "<p>Text</p>",
        "state": "offen",
    }


def test_changed_row_is_recorded_with_what_changed(programme):
    area = make_focus_area(programme, "Netzwerk")

    area.title, area.state = "Netze", "fertig"
    area.save()

    assert last().kind == "U"
    assert last().before == {"title": "Netzwerk", "state": "offen"}
    assert last().after == {"title": "Netze", "state": "fertig"}


def test_row_saved_without_a_change_is_not_recorded(programme):
    area = make_focus_area(programme)
    before = last().pk

    area.save()

    assert changes_after(before) == []


def test_deleted_measure_is_recorded_with_all_that_went_with_it(programme):
    measure = make_measure(programme, "Öffnung")
    make_measure_site(measure, make_site(programme.jobcenter), places=3)
    measure.partners.add(make_partner(programme.jobcenter))
    before = last().pk

    measure.delete()

    gone = changes_after(before)
    assert {(change.kind, change.table) for change in gone} == {
        ("D", "programmes_measure"),
        ("D", "programmes_measuresite"),
        ("D", "programmes_measure_partners"),
    }
    assert {change.programme for change in gone} == {programme.pk}
    assert next(change.before["title"] for change in gone if change.table == "programmes_measure") == "Öffnung"


def test_bulk_writes_are_recorded(programme):
    before = last().pk

    areas = FocusArea.objects.bulk_create([FocusArea(programme=programme, title=title) for title in "AB"])
    for area in areas:
        area.position = 7
    FocusArea.objects.bulk_update(areas, ["position"])
    FocusArea.objects.filter(programme=programme).update(state="arbeit")

    assert [(change.kind, change.after) for change in changes_after(before)[2:]] == [
        ("U", {"position": 7}),
        ("U", {"position": 7}),
        ("U", {"state": "arbeit"}),
        ("U", {"state": "arbeit"}),
    ]


def test_raw_sql_is_recorded(programme):
    measure = make_measure(programme)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE programmes_measure SET planned_places = 12 WHERE id = %s", [measure.pk])

    assert (last().before, last().after) == ({"planned_places": None}, {"planned_places": 12})


def test_links_are_recorded_with_the_programme_of_their_measure(programme):
    measure, instrument = make_measure(programme), make_instrument()

    measure.instruments.set([instrument])

    assert last().table == "programmes_measure_instruments"
    assert (last().programme, last().after["instrument_id"]) == (programme.pk, instrument.pk)


def test_link_whose_measure_went_first_still_belongs_to_its_programme(programme):
    measure = make_measure(programme)
    measure.instruments.add(make_instrument())

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM programmes_measure WHERE id = %s", [measure.pk])
        cursor.execute("DELETE FROM programmes_measure_instruments WHERE measure_id = %s", [measure.pk])

    assert (last().table, last().kind) == ("programmes_measure_instruments", "D")
    assert (last().programme, last().jobcenter) == (programme.pk, programme.jobcenter_id)


def test_what_belongs_to_the_jobcenter_or_to_all_names_no_programme():
    jobcenter = make_jobcenter()

    make_partner(jobcenter)
    assert (last().programme, last().jobcenter) == (None, jobcenter.pk)

    make_instrument()
    assert (last().programme, last().jobcenter) == (None, None)


def test_amounts_come_back_exactly(programme):
    make_line(make_stage(programme), "123456789012.10")

    assert str(last().after["amount"]) == "123456789012.10"


def test_moment_is_the_one_of_the_change_not_of_the_transaction(programme):
    first, second = make_focus_area(programme), make_focus_area(programme)

    moments = [Change.objects.get(table="programmes_focusarea", row=area.pk).at for area in (first, second)]

    assert moments[0] < moments[1]


# Who and why


def test_change_past_the_application_names_the_account_of_the_database(programme):
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        account = cursor.fetchone()[0]

    assert (last().actor, last().actor_name, last().reason) == (None, f"Datenbank: {account}", "")


def test_a_reason_is_noted_without_what_no_text_holds_and_not_at_any_length(programme):
    with recorded(reason=f"  Tipp\0fehler{'.' * 400}"):
        make_partner(programme.jobcenter)

    assert last().reason == f"Tippfehler{'.' * 290}"


def test_recorded_change_names_person_reason_and_action(programme):
    user = make_user(first_name="Änne", last_name="O'Neill %s")

    with recorded(by=user, reason="50 % mehr; 'so'") as recording:
        area = make_focus_area(programme)
        FocusArea.objects.filter(pk=area.pk).update(position=3)

    by_hand = Change.objects.filter(action=recording.action)
    assert {(change.actor, change.actor_name, change.reason) for change in by_hand} == {
        (user.pk, "Änne O'Neill %s", "50 % mehr; 'so'")
    }
    assert by_hand.count() == 2


def test_nothing_of_it_reaches_the_next_change_of_the_same_transaction(programme):
    with transaction.atomic():
        with recorded(by=make_user(), reason="Test"):
            make_focus_area(programme)
        make_focus_area(programme)

    assert (last().actor, last().reason) == (None, "")


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_stays_on_the_connection_without_a_transaction():
    programme = make_programme()

    with recorded(by=make_user(), reason="Test"):
        make_focus_area(programme)
        noted = last()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO programmes_partner (jobcenter_id, name) VALUES (%s, 'X')", [programme.jobcenter_id])
        cursor.execute("SELECT current_setting('amp.context', true)")
        left = cursor.fetchone()[0]

    assert noted.reason == "Test"
    assert (last().table, last().actor, last().reason) == ("programmes_partner", None, "")
    assert not left


def test_writing_answers_as_it_does_without_recording(programme):
    areas = [make_focus_area(programme, title) for title in "ABC"]

    with recorded():
        updated = FocusArea.objects.filter(programme=programme).update(position=1)
        created, is_new = Measure.objects.get_or_create(programme=programme, title="Neu")
        deleted = areas[0].delete()
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("UPDATE programmes_focusarea SET position = 2 RETURNING id; -- Ende"))
            returned = cursor.fetchall()
            cursor.executemany(
                "UPDATE programmes_focusarea SET position = %s WHERE id = %s", [(5, area.pk) for area in areas[1:]]
            )

    assert updated == 3
    assert is_new
    assert Measure.objects.get(pk=created.pk).title == "Neu"
    assert deleted == (1, {"programmes.FocusArea": 1})
    assert sorted(returned) == [(area.pk,) for area in areas[1:]]
    assert set(FocusArea.objects.values_list("position", flat=True)) == {5}


def test_changes_of_many_rows_at_once_are_noted_too(programme):
    area, user = make_focus_area(programme), make_user()

    with recorded(by=user, reason="Viele"), connection.cursor() as cursor:
        cursor.executemany("UPDATE programmes_focusarea SET position = %s WHERE id = %s", [(8, area.pk)])
    FocusArea.objects.update(position=9)

    assert [(change.actor, change.reason) for change in Change.objects.all()[:2]] == [(None, ""), (user.pk, "Viele")]


def test_refused_change_leaves_the_transaction_usable(programme):
    with recorded(reason="Test"):
        with pytest.raises(IntegrityError), transaction.atomic():
            FocusArea.objects.create(programme=programme, title="X", state="unbekannt")
        make_focus_area(programme)

    assert last().reason == "Test"


def test_inner_recording_keeps_action_and_person(programme):
    user = make_user()

    with recorded(by=user, reason="außen") as outer:
        with recorded(reason="innen") as inner:
            make_focus_area(programme)
        make_focus_area(programme)

    assert inner is outer
    assert [(change.actor, change.reason, change.action) for change in Change.objects.all()[:2]] == [
        (user.pk, "außen", outer.action),
        (user.pk, "innen", outer.action),
    ]


def request_as(user, view, method="post"):
    request = getattr(RequestFactory(), method)("/")
    request.user = user
    return HistoryMiddleware(view)(request)


def test_request_notes_the_person_and_the_reason_of_the_view(programme):
    user = make_user(username="anna")

    def view(request):
        request.history.reason = "Beschluss des Kreisausschusses"
        make_focus_area(programme)
        return request.history.action

    action = request_as(user, view)

    assert (last().actor_name, last().reason, last().action) == ("anna", "Beschluss des Kreisausschusses", action)


def test_requests_are_actions_of_their_own(programme):
    def view(request):
        make_focus_area(programme)
        return last().action

    assert request_as(make_user(), view) != request_as(make_user(), view)


def test_recording_costs_no_query(programme, django_assert_num_queries):
    area, user = make_focus_area(programme), make_user()

    with django_assert_num_queries(2):
        request_as(user, lambda request: FocusArea.objects.get(pk=area.pk), "get")
        request_as(user, lambda request: FocusArea.objects.filter(pk=area.pk).update(position=4))


def test_change_in_the_administration_names_the_person(client, programme):
    user = make_user(jobcenter=programme.jobcenter, is_staff=True)
    client.force_login(user, "amp.backends.RoleBackend")
    partner = make_partner(programme.jobcenter)

    response = send(client, f"/verwaltung/programmes/partner/{partner.pk}/change/", name="Verein")

    assert response.status_code == 302
    assert (last().actor, last().after) == (user.pk, {"name": "Verein"})


def test_import_says_which_file_it_read(settings):
    call_command("import_programme", settings.BASE_DIR / "data" / "referenz.yaml", verbosity=0)

    assert set(Change.objects.values_list("reason", flat=True)) == {"Import: referenz.yaml"}
    assert len(set(Change.objects.values_list("action", flat=True))) == 1


def test_name_stays_when_the_account_goes(programme):
    user = make_user(username="weg")
    with recorded(by=user):
        make_focus_area(programme)
    pk = last().pk

    user.delete()

    assert Change.objects.get(pk=pk).actor_name == "weg"


# Append-only


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE amp_change SET reason = 'x'",
        "DELETE FROM amp_change",
        "TRUNCATE amp_change",
        "DELETE FROM amp_change WHERE false",
    ],
)
def test_history_is_never_rewritten(programme, statement):
    before = list(Change.objects.values())

    with pytest.raises(IntegrityError, match="Der Verlauf wird nur fortgeschrieben"), transaction.atomic():
        connection.cursor().execute(statement)

    assert before
    assert list(Change.objects.values()) == before
