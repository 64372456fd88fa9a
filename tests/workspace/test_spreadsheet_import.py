"""From the list of measures to a workbook and back: pages, roles, one transaction."""

from io import BytesIO
from threading import Thread

import psycopg
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from amp.access import Role
from amp.models import Change
from programmes.models import Measure, MeasureSite, Partner, TargetGroup
from tests.factories import (
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_measure,
    make_measure_site,
    make_municipality,
    make_partner,
    make_programme,
    make_site,
    make_target_group,
    make_user,
)
from tests.waiting import until_somebody_waits
from tests.workspace.sheets import edited
from workspace.models import SpreadsheetUpload

pytestmark = pytest.mark.django_db

M, S = "Maßnahmen", "Standorte"


def address(programme, end=""):
    return f"/{programme.jobcenter.slug}/{programme.year}/massnahmen/{end}"


def download(client, programme, **query):
    response = client.get(address(programme, "bearbeiten.xlsx"), query)
    assert response.status_code == 200
    return response.content


def upload(client, programme, content, name="plan.xlsx"):
    return client.post(address(programme, "einlesen/"), {"datei": SimpleUploadedFile(name, content)})


def previewed(client, programme, content):
    """The page of the preview, and where it stands."""
    response = upload(client, programme, content)
    assert response.status_code == 302, response.content.decode()
    return client.get(response["Location"]), response["Location"]


def carry_out(client, page, path, **choices):
    response = client.post(f"{path}uebernehmen/", {"stand": page.context["plan"].fingerprint, **choices})
    if not response.streaming:
        return response, ""
    return response, b"".join(response.streaming_content).decode()


def titles_in(content):
    sheet = load_workbook(BytesIO(content))[M]
    return [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]


def full_measure(programme, number):
    jobcenter = programme.jobcenter
    measure = make_measure(
        programme, f"Maßnahme {number:02}", planned_places=number, position=number, state="laeuft", period="seit 2019"
    )
    measure.instruments.add(make_instrument())
    measure.municipalities.add(make_municipality(jobcenter))
    measure.target_groups.add(make_target_group(jobcenter))
    measure.partners.add(make_partner(jobcenter))
    make_measure_site(measure, make_site(jobcenter), places=number)
    return measure


def test_workbook_holds_the_measures_that_the_filters_leave(planner, programme):
    make_measure(programme, "Eins", state="laeuft")
    make_measure(programme, "Zwei", state="geplant")

    assert titles_in(download(planner, programme)) == ["Eins", "Zwei"]
    assert titles_in(download(planner, programme, state="laeuft")) == ["Eins"]


def test_sixty_measures_go_out_are_changed_and_come_back(planner, programme):
    section = make_focus_area(programme, "Netzwerk")
    for number in range(60):
        full_measure(programme, number)
    town = make_municipality(programme.jobcenter, "Ahlen")
    writes = [(M, f"Geplante Plätze {row}", 500 + row) for row in range(2, 62)]
    writes += [(M, f"Abschnitt {row}", "1 Netzwerk") for row in range(2, 62, 2)]
    writes += [(M, "Status 2", "beendet"), (M, "Kommunen 3", "Ahlen")]
    writes += [(M, "Titel 70", "Ganz neu"), (S, "Maßnahme 70", "Ganz neu"), (S, "Plätze 2", None)]
    writes += [(S, "Standort 70", programme.jobcenter.sites.first().name)]

    page, path = previewed(planner, programme, edited(download(planner, programme), *writes))
    response, html = carry_out(planner, page, path)

    assert response.status_code == 200
    assert "63 Einträge wurden geändert." in html
    assert html.count("<progress") > 10
    measures = list(programme.measures.exclude(title="Ganz neu").order_by("position"))
    assert [measure.planned_places for measure in measures] == [502 + number for number in range(60)]
    assert sum(measure.focus_area_id == section.pk for measure in measures) == 30
    assert (measures[0].state, list(measures[1].municipalities.all())) == ("beendet", [town])
    assert MeasureSite.objects.get(measure=measures[0]).places is None
    new = programme.measures.get(title="Ganz neu")
    assert (new.state, new.planned_places, new.measure_sites.count()) == ("geplant", None, 1)
    assert new.position > measures[-1].position


def test_history_says_where_the_change_comes_from_and_takes_it_back(planner, programme):
    make_measure(programme, "Eins")
    page, path = previewed(planner, programme, edited(download(planner, programme), (M, "Status 2", "läuft")))

    _, html = carry_out(planner, page, path)

    change = Change.objects.filter(table="programmes_measure").latest("pk")
    assert (change.reason, change.actor_name) == ("Tabelle eingelesen: plan.xlsx", "planer")
    where = [programme.jobcenter.slug, programme.year, change.action]
    assert reverse("history_action", args=where) in html
    planner.post(reverse("undo", args=where))
    assert programme.measures.get().state == "geplant"


def test_unchanged_workbook_says_so_and_cannot_be_applied(planner, programme):
    full_measure(programme, 1)

    page, _ = previewed(planner, programme, download(planner, programme))

    html = page.content.decode()
    assert "Keine Änderungen." in html
    assert "Alles übernehmen" not in html


def test_one_error_and_nothing_is_applied(planner, programme):
    make_measure(programme, "Eins")
    content = edited(download(planner, programme), (M, "Titel 2", "Neu"), (M, "Status 2", "irgendwas"))
    page, path = previewed(planner, programme, content)

    response, _ = carry_out(planner, page, path)

    html = page.content.decode()
    assert "Maßnahmen!D2" in html
    assert "Bitte ändern Sie die Datei und laden Sie sie erneut hoch." in " ".join(html.split())
    assert "kreuzen Sie" not in html
    assert "Alles übernehmen" not in html
    assert response["Location"] == path
    assert Measure.objects.get().title == "Eins"


def test_unknown_names_are_added_only_when_ticked(planner, programme):
    measure = make_measure(programme, "Eins")
    content = edited(
        download(planner, programme), (M, "Kooperationspartner 2", "Neu GmbH"), (M, "Zielgruppen 2", "Alle; Neue")
    )
    page, path = previewed(planner, programme, content)
    assert 'value="partners:Neu GmbH"' in page.content.decode()
    assert "Ist ein Name neu, kreuzen Sie ihn unten an" in page.content.decode()

    names = ["partners:Neu GmbH", "target_groups:Alle", "target_groups:Neue"]
    again = planner.post(path, {"neu": names}, follow=True)
    _, html = carry_out(planner, again, path, neu=names)

    assert "Übernommen." in html
    assert [partner.name for partner in measure.partners.all()] == ["Neu GmbH"]
    assert [group.name for group in measure.target_groups.order_by("name")] == ["Alle", "Neue"]
    assert (Partner.objects.count(), TargetGroup.objects.count()) == (1, 2)


def test_choices_with_characters_that_no_text_can_hold(planner, programme):
    make_measure(programme, "Eins")
    _, path = previewed(planner, programme, download(planner, programme))

    chosen = planner.post(path, {"neu": "partners:Neu\0 GmbH", "datei_gilt": f"{M}!A\0"})

    assert chosen["Location"] == path


def test_conflict_keeps_the_programme_unless_the_person_takes_the_file(planner, programme):
    measure = make_measure(programme, "Eins", planned_places=1)
    other = make_measure(programme, "Zwei", planned_places=1)
    content = edited(
        download(planner, programme),
        (M, "Geplante Plätze 2", 10),
        (M, "Geplante Plätze 3", 10),
        (M, "Status 2", "läuft"),
    )
    Measure.objects.update(planned_places=7)
    page, path = previewed(planner, programme, content)
    assert len(page.context["plan"].conflicts) == 2

    carry_out(planner, page, path, datei_gilt=f"{M}!H3")

    measure.refresh_from_db()
    other.refresh_from_db()
    assert (measure.planned_places, measure.state, other.planned_places) == (7, "laeuft", 10)


def test_what_changed_after_the_preview_is_shown_again_first(planner, programme):
    measure = make_measure(programme, "Eins", planned_places=1)
    page, path = previewed(planner, programme, edited(download(planner, programme), (M, "Geplante Plätze 2", 10)))
    Measure.objects.update(planned_places=7)

    response, _ = carry_out(planner, page, path)

    measure.refresh_from_db()
    assert (response.status_code, response["Location"], measure.planned_places) == (302, path, 7)
    assert "Bitte prüfen Sie die Vorschau noch einmal" in planner.get(path).content.decode()


def test_change_between_the_check_and_the_writing_takes_everything_back(planner, programme):
    measure = make_measure(programme, "Eins", planned_places=1)
    page, path = previewed(planner, programme, edited(download(planner, programme), (M, "Geplante Plätze 2", 10)))

    response = planner.post(f"{path}uebernehmen/", {"stand": page.context["plan"].fingerprint})
    Measure.objects.update(planned_places=7)
    html = b"".join(response.streaming_content).decode()

    measure.refresh_from_db()
    assert "Nichts wurde geändert." in html
    assert measure.planned_places == 7


def test_page_that_is_left_while_it_arrives_changes_nothing(planner, programme):
    for number in range(40):
        make_measure(programme, f"Maßnahme {number}")
    writes = [(M, f"Geplante Plätze {row}", 5) for row in range(2, 42)]
    page, path = previewed(planner, programme, edited(download(planner, programme), *writes))

    response = planner.post(f"{path}uebernehmen/", {"stand": page.context["plan"].fingerprint})
    pieces = iter(response.streaming_content)
    head, *steps = (next(pieces) for _ in range(3))
    assert f'href="{path}"'.encode() in head  # for whom no more arrives
    assert [b"<progress" in piece for piece in (head, *steps)] == [False, True, True]
    response._iterator.close()

    assert not Measure.objects.filter(planned_places=5).exists()
    assert planner.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_page_says_so_where_the_database_dies_in_the_middle(planner, programme):
    for number in range(40):
        make_measure(programme, f"Maßnahme {number}")
    writes = [(M, f"Geplante Plätze {row}", 5) for row in range(2, 42)]
    page, path = previewed(planner, programme, edited(download(planner, programme), *writes))

    response = planner.post(f"{path}uebernehmen/", {"stand": page.context["plan"].fingerprint})
    pieces = iter(response.streaming_content)
    assert [b"<progress" in next(pieces) for _ in range(3)] == [False, True, True]
    with psycopg.connect(**connection.get_connection_params()) as another:
        another.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    html = b"".join(pieces).decode()

    assert "Die Datenbank ist ausgefallen." in html
    assert html.rstrip().endswith("</html>")
    assert not Measure.objects.filter(planned_places=5).exists()
    assert planner.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_page_says_so_where_somebody_else_writes_at_the_same_moment(planner, programme):
    first, second = make_measure(programme, "Eins"), make_measure(programme, "Zwei")
    partner = make_partner(programme.jobcenter, "Verein")
    writes = (M, "Geplante Plätze 2", 5), (M, "Kooperationspartner 3", "Verein")
    page, path = previewed(planner, programme, edited(download(planner, programme), *writes))

    def take_the_partner_then_the_measure():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '60s'")
                list(Partner.objects.select_for_update().filter(pk=partner.pk))
                list(Measure.objects.select_for_update().filter(pk=first.pk))
        finally:
            connection.close()

    other = Thread(target=take_the_partner_then_the_measure)
    response = planner.post(f"{path}uebernehmen/", {"stand": page.context["plan"].fingerprint})
    pieces = iter(response.streaming_content)
    assert [b"<progress" in next(pieces) for _ in range(2)] == [False, True]
    other.start()
    until_somebody_waits()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL deadlock_timeout = '10ms'")
    html = b"".join(pieces).decode()
    other.join()

    assert "Nichts wurde geändert." in html
    first.refresh_from_db()
    assert (first.planned_places, second.partners.count()) == (None, 0)
    assert planner.get(path).status_code == 200


def test_page_does_not_blame_others_for_what_is_wrong_here(planner, programme):
    make_measure(programme, "Eins")
    page, path = previewed(planner, programme, edited(download(planner, programme), (M, "Geplante Plätze 2", 5)))
    with connection.cursor() as cursor:
        cursor.execute(
            """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'out of range' USING ERRCODE = 'numeric_value_out_of_range'; END $$"""
        )
        cursor.execute("CREATE TRIGGER refuse BEFORE UPDATE ON programmes_measure EXECUTE FUNCTION refuse()")

    _, html = carry_out(planner, page, path)

    assert "Das Übernehmen ist fehlgeschlagen." in html
    assert "hat sich im Programm etwas geändert" not in html
    assert not Measure.objects.filter(planned_places=5).exists()


def test_applying_twice_is_once(planner, programme):
    make_measure(programme, "Eins")
    page, path = previewed(planner, programme, edited(download(planner, programme), (M, "Titel 5", "Neu")))

    carry_out(planner, page, path)
    response, _ = carry_out(planner, page, path)

    assert response["Location"] == address(programme, "einlesen/")
    assert programme.measures.count() == 2
    assert bytes(SpreadsheetUpload.objects.get().content) == b""


def test_refused_file_is_explained_and_not_kept(planner, programme):
    response = upload(planner, programme, b"kein Excel")

    assert response.status_code == 422
    assert "keine lesbare Excel-Arbeitsmappe" in response.content.decode()
    assert not SpreadsheetUpload.objects.exists()
    assert "Bitte wählen Sie eine Datei aus." in planner.post(address(programme, "einlesen/")).content.decode()


def test_workbook_of_another_programme_is_refused(planner, programme):
    other = make_programme(2030, jobcenter=programme.jobcenter)

    assert upload(planner, programme, download(planner, other)).status_code == 422


def test_names_of_another_jobcenter_are_unknown(planner, programme):
    make_measure(programme, "Eins")
    neighbour = make_jobcenter("nachbarkreis")
    make_municipality(neighbour, "Fremdstadt")
    make_site(neighbour, "Fremdes Haus")
    content = edited(
        download(planner, programme),
        (M, "Kommunen 2", "Fremdstadt"),
        (S, "Maßnahme 2", "Eins"),
        (S, "Standort 2", "Fremdes Haus"),
    )

    page, _ = previewed(planner, programme, content)

    assert [problem.place for problem in page.context["plan"].problems] == [f"{M}!K2", f"{S}!C2"]


def test_measure_of_another_programme_is_never_touched(planner, programme):
    make_measure(programme, "Eins")
    foreign = make_measure(make_programme(2030, jobcenter=programme.jobcenter), "Fremd")
    content = edited(download(planner, programme), (M, "Schlüssel 2", foreign.pk), (M, "Titel 2", "Gekapert"))

    page, _ = previewed(planner, programme, content)

    assert [problem.place for problem in page.context["plan"].problems] == [f"{M}!B2"]


def test_upload_of_somebody_else_is_not_shown(planner, client, programme):
    _, path = previewed(planner, programme, edited(download(planner, programme), (M, "Titel 2", "Neu")))
    client.force_login(make_user(Role.PLANUNG, jobcenter=programme.jobcenter))

    assert client.get(path)["Location"] == address(programme, "einlesen/")
    assert client.post(f"{path}uebernehmen/")["Location"] == address(programme, "einlesen/")


def test_reader_may_take_the_workbook_but_not_read_one_in(client, programme):
    client.force_login(make_user(Role.LESEN, jobcenter=programme.jobcenter))

    assert client.get(address(programme, "bearbeiten.xlsx")).status_code == 200
    assert client.get(address(programme, "einlesen/")).status_code == 403


def test_who_may_only_change_measures_adds_none_by_a_workbook(client, programme):
    make_measure(programme, "Eins")
    role = Group.objects.create(name="Nur ändern")
    role.permissions.set(Permission.objects.filter(codename__in=["view_programme", "change_measure"]))
    person = make_user(None, jobcenter=programme.jobcenter)
    person.groups.add(role)
    client.force_login(person)
    file = download(client, programme)

    page, path = previewed(client, programme, edited(file, (M, "Titel 2", "Neu"), (M, "Titel 3", "Zwei")))
    answer = client.post(f"{path}uebernehmen/", {"stand": page.context["plan"].fingerprint})
    html = page.content.decode()

    assert "Sie dürfen nichts Neues anlegen: Maßnahmen." in html
    assert "Alles übernehmen" not in html
    assert answer.status_code == 403
    assert [measure.title for measure in Measure.objects.order_by("pk")] == ["Eins"]

    page, path = previewed(client, programme, edited(file, (M, "Titel 2", "Neu")))
    carry_out(client, page, path)

    assert [measure.title for measure in Measure.objects.order_by("pk")] == ["Neu"]


def test_import_asks_the_database_no_more_for_more_measures(planner, programme):
    def writes_and_queries(count):
        for _ in range(count - programme.measures.count()):
            make_measure(programme, planned_places=1)
        content = edited(
            download(planner, programme), *((M, f"Geplante Plätze {row}", count) for row in (2, count + 1))
        )
        page, path = previewed(planner, programme, content)
        with CaptureQueriesContext(connection) as captured:
            carry_out(planner, page, path)
        return len(captured)

    assert writes_and_queries(40) == writes_and_queries(3)
