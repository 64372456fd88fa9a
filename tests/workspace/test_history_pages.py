"""The history as people read it: the whole programme, one thing, one action; filters, files, and the ways back."""

import csv
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from amp.access import Role
from amp.history import recorded
from amp.models import Change
from programmes.models import FocusArea, Measure, Membership
from proposals.models import Paper
from tests.factories import (
    make_comment,
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_paper,
    make_partner,
    make_programme,
    make_site,
    make_stage,
    make_user,
)
from tests.workspace.planning_forms import address

pytestmark = pytest.mark.django_db

BACKEND = "amp.backends.RoleBackend"


@pytest.fixture
def programme():
    return make_programme(2021)


@pytest.fixture
def petra(programme):
    return make_user(Role.PLANUNG, jobcenter=programme.jobcenter, first_name="Petra", last_name="Plan")


@pytest.fixture
def planner(client, petra):
    client.force_login(petra, BACKEND)
    return client


def words(html):
    """The text as one sees it."""
    html = re.sub(r'(?s)<span\s+class="kern-sr-only"\s*>danach</span\s*>', " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", re.sub(r"(?s)<head>.*?</head>", "", html)))


def get(client, path, **data):
    response = client.get(path, data)
    assert response.status_code == 200, response
    html = response.content.decode()
    assert html.count("<h1>") == 1
    return html


# The whole programme


def test_page_says_who_changed_what_and_why(planner, programme, petra):
    measure = make_measure(programme, "Öffnung", planned_places=12)
    with recorded(by=petra, reason="Beschluss vom Dienstag"):
        Measure.objects.filter(pk=measure.pk).update(state="laeuft", planned_places=None, starts_on="2021-03-01")

    text = words(get(planner, address("history", programme)))

    assert re.search(
        r"Uhr · Petra Plan .*Beschluss vom Dienstag geändert Maßnahme Öffnung "
        r"Status geplant → läuft Beginn – → 01\.03\.2021 Geplante Plätze 12 → –",
        text,
    )
    assert "Datenbank: " in text


def test_changed_words_of_a_text_are_marked(planner, programme):
    area = make_focus_area(programme, "Netzwerk", text="<p>Es gibt zwölf Plätze &amp; mehr.</p>")
    with recorded():
        FocusArea.objects.update(text="<p>Es gibt <strong>fünfzehn</strong> Plätze &amp; mehr.</p>")

    html = get(planner, address("history_of", programme, "abschnitt", area.pk))

    assert "Es gibt <del>zwölf</del><ins>fünfzehn</ins> Plätze &amp; mehr." in re.sub(r"\s+>", ">", html)


def test_text_cannot_bring_markup_into_the_page(planner, programme):
    make_focus_area(programme, text="alt &lt;b&gt;")
    FocusArea.objects.update(text="&lt;script&gt;alert(1)&lt;/script&gt;", title="<i>Titel</i>")

    html = get(planner, address("history", programme))

    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert "<i>Titel" not in html


def test_only_the_layout_of_a_text_changed(planner, programme):
    make_focus_area(programme, text="<p>Text</p>")
    with recorded():
        FocusArea.objects.update(text="<h4>Text</h4>")

    assert "nur die Gestaltung" in get(planner, address("history", programme))


def test_links_are_told_by_name_under_the_measure(planner, programme, petra):
    measure, old = make_measure(programme, "Öffnung"), make_partner(programme.jobcenter, "Verein Alt")
    measure.partners.add(old)
    new = make_partner(programme.jobcenter, "Verein Neu")
    with recorded(by=petra):
        measure.partners.set([new])

    text = words(get(planner, address("history", programme), person="Petra Plan"))

    assert "geändert Maßnahme Öffnung Kooperationspartner Verein Alt → Verein Neu" in text


def test_people_are_told_by_their_names_not_by_their_accounts(planner, programme, petra):
    with recorded(by=petra):
        make_focus_area(programme, "Jugend", responsible=petra)

    assert "Petra Plan" in words(get(planner, address("history", programme))).partition("Zuständig")[2][:40]


def test_names_of_what_is_gone_are_still_known(planner, programme, petra):
    measure = make_measure(programme, "Öffnung")
    make_measure_site(measure, make_site(programme.jobcenter, "Haus Nord"), places=3)
    with recorded(by=petra):
        measure.delete()

    text = words(get(planner, address("history", programme), person="Petra Plan"))

    assert "gelöscht Standort der Maßnahme Öffnung – Haus Nord" in text
    assert "gelöscht Maßnahme Öffnung" in text


def test_long_action_is_cut_short_and_told_in_full_on_its_own_page(planner, programme, petra):
    with recorded(by=petra) as recording:
        Measure.objects.bulk_create([Measure(programme=programme, title=f"Nr. {number:02}") for number in range(60)])

    listed = get(planner, address("history", programme))
    full = get(planner, address("history_action", programme, recording.action))

    assert "und 40 weitere Änderungen" in words(listed)
    assert "Nr. 00" in listed
    assert "Nr. 59" not in listed
    assert "Nr. 59" in full


def test_history_has_pages(planner, programme, petra):
    for number in range(25):
        with recorded(by=petra):
            make_measure(programme, f"Maßnahme Nr. {number:02}.")

    first, second = (get(planner, address("history", programme), page=page) for page in (1, 2))

    assert "Nr. 24." in first
    assert "Nr. 04." not in first
    assert "Nr. 04." in second
    assert "1–20 von " in first


def test_empty_page_says_so(planner, programme):
    html = get(planner, address("history", programme), q="gibtesnicht")

    assert "Nichts gefunden." in html


def test_number_of_queries_does_not_grow(planner, programme, petra, django_assert_max_num_queries):
    def change_everything(count):
        for number in range(count):
            with recorded(by=petra):
                measure = make_measure(programme, f"M {Measure.objects.count()} {number}")
                measure.partners.add(make_partner(programme.jobcenter))
                measure.instruments.add(make_instrument())
                make_measure_site(measure, make_site(programme.jobcenter))
                make_line(make_stage(programme, f"stand-{Change.objects.count()}"), "5", measure=measure)
                make_focus_area(programme, f"A {number}", responsible=petra).delete()
                comment = make_comment(measure)
            with recorded(by=comment.author):
                comment.text = "Anders"
                comment.save()

    for count in (1, 10):
        change_everything(count)
        measure = Measure.objects.first()
        with django_assert_max_num_queries(12):
            get(planner, address("history", programme))
        with django_assert_max_num_queries(12):
            get(planner, address("history_of", programme, "massnahme", measure.pk))


# Filters


@pytest.fixture
def several(programme, petra):
    """Three changes that differ in everything one can filter by."""
    measure = make_measure(programme, "Öffnung")
    with recorded(by=petra, reason="Wunsch des Kreises"):
        Measure.objects.filter(pk=measure.pk).update(planned_places=77)
    with recorded(by=make_user(username="karl")):
        make_focus_area(programme, "Grünschnitt")
    return measure


@pytest.mark.parametrize(
    ("chosen", "found", "missing"),
    [
        ({"person": "Petra Plan"}, "→ 77", "Grünschnitt"),
        ({"person": "karl"}, "Grünschnitt", "→ 77"),
        ({"kind": "abschnitt"}, "Grünschnitt", "→ 77"),
        ({"kind": "massnahme"}, "→ 77", "Grünschnitt"),
        ({"q": "grünschnitt"}, "Grünschnitt", "→ 77"),
        ({"q": "wunsch"}, "→ 77", "Grünschnitt"),
        ({"person": "niemand"}, "Grünschnitt", "zuletzt"),
        ({"since": "gestern"}, "Grünschnitt", "zuletzt"),
    ],
)
def test_history_is_filtered(planner, programme, several, chosen, found, missing):
    html = get(planner, address("history", programme), **chosen)
    listed = html[html.index('<ol class="history"') :]

    assert found in words(listed)
    assert missing not in words(listed)


def test_history_is_filtered_by_day(planner, programme, several):
    today = timezone.localdate(Change.objects.first().at)
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)

    assert "Grünschnitt" in get(planner, address("history", programme), since=today, until=today)
    assert "Nichts gefunden." in get(planner, address("history", programme), since=tomorrow)
    assert "Nichts gefunden." in get(planner, address("history", programme), until=yesterday)


def test_history_too_long_for_a_file_asks_to_narrow_it(planner, programme, several, monkeypatch):
    monkeypatch.setattr("workspace.history.views.MOST_EXPORTED", 0)
    path = address("history", programme)

    refused = planner.get(path, {"export": "csv", "person": "Petra Plan"}, follow=True)
    narrow = planner.get(path, {"export": "csv", "since": timezone.localdate() + timedelta(days=1)})

    assert refused.redirect_chain == [(f"{path}?person=Petra+Plan", 302)]
    assert "In eine Datei passen höchstens 0 Änderungen. Bitte grenzen Sie die Auswahl ein" in words(
        refused.content.decode()
    )
    assert narrow["Content-Type"].startswith("text/csv")


def test_long_history_of_a_thing_is_narrowed_like_the_whole(planner, programme, petra, monkeypatch):
    measure = make_measure(programme, "Öffnung")
    path = address("history_of", programme, "massnahme", measure.pk)
    short = get(planner, path)
    for number in range(21):
        with recorded(by=petra):
            Measure.objects.filter(pk=measure.pk).update(planned_places=number)
    monkeypatch.setattr("workspace.history.views.MOST_EXPORTED", 20)
    tomorrow = timezone.localdate() + timedelta(days=1)

    refused = planner.get(path, {"export": "csv"}, follow=True).text
    none = get(planner, path, since=tomorrow)
    narrow = planner.get(path, {"export": "csv", "since": tomorrow})

    assert "Verlauf filtern" not in short
    assert "Bitte grenzen Sie die Auswahl ein" in refused
    assert 'name="since"' in refused
    assert 'name="kind"' not in refused
    assert "Nichts gefunden." in none
    assert 'name="since"' in none
    assert narrow["Content-Type"].startswith("text/csv")


# Who may see what


def test_history_of_other_programmes_and_jobcenters_stays_there(planner, programme):
    make_measure(make_programme(2022, jobcenter=programme.jobcenter), "Nächstes Jahr")
    stranger = make_programme(2021, jobcenter=make_jobcenter("nachbarkreis"))
    foreign = make_measure(stranger, "Fremd")
    make_partner(stranger.jobcenter, "Fremder Partner")
    mine = make_partner(programme.jobcenter, "Eigener Partner")
    change = Change.objects.get(table="programmes_measure", row=foreign.pk)

    html = get(planner, address("history", programme))

    assert "Nächstes Jahr" not in html
    assert "Fremd" not in html
    assert mine.name in html
    for name, *args in (
        ("history_of", "massnahme", foreign.pk),
        ("restore", change.pk),
        ("history_action", "gibtesnicht"),
        ("undo", "gibtesnicht"),
        ("history_of", "unsinn", 1),
    ):
        assert planner.get(address(name, programme, *args)).status_code == 404
    assert planner.get(address("history", stranger)).status_code == 404


def test_action_that_the_database_named_has_a_page_and_no_other_word_has(planner, programme):
    make_measure(programme, "Ohne Anfrage")
    named = Change.objects.get(table="programmes_measure").action

    assert named.startswith("tx-")
    assert "Ohne Anfrage" in get(planner, address("history_action", programme, named))
    for word in ("%00", "a%00b", "%20", "ä", "9" * 300):
        for end in ("", "rueckgaengig/"):
            assert planner.get(f"{address('history', programme)}vorgang/{word}/{end}").status_code == 404


def test_kinds_one_may_not_see_are_left_out(client, programme, petra):
    Membership.objects.create(user=make_user(username="neue-person"), jobcenter=programme.jobcenter)
    client.force_login(petra, BACKEND)
    assert "neue-person" not in get(client, address("history", programme))

    client.force_login(make_user(Role.ADMINISTRATION, jobcenter=programme.jobcenter), BACKEND)
    assert "neue-person" in get(client, address("history", programme))


# Files


def test_history_as_csv_holds_a_row_for_each_field(planner, programme, several):
    response = planner.get(address("history", programme), {"export": "csv", "person": "Petra Plan"})

    rows = list(csv.DictReader(response.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [{key: row[key] for key in row if key != "Zeitpunkt"} for row in rows] == [
        {
            "Person": "Petra Plan",
            "Art": "Maßnahme",
            "Eintrag": "Öffnung",
            "Änderung": "geändert",
            "Feld": "Geplante Plätze",
            "vorher": "–",
            "nachher": "77",
            "Grund der Änderung": "Wunsch des Kreises",
        }
    ]


def test_history_as_xlsx(planner, programme, several):
    response = planner.get(address("history", programme), {"export": "xlsx"})

    sheet = load_workbook(BytesIO(response.content)).active
    assert sheet["A1"].value == "Zeitpunkt"
    assert sheet.max_row > 3
    assert planner.get(address("history", programme), {"export": "exe"}).status_code == 404


# One thing


def test_history_of_a_measure_holds_its_sites_and_links(planner, programme):
    measure = make_measure(programme, "Öffnung")
    site = make_measure_site(measure, make_site(programme.jobcenter, "Haus Nord"))
    site.places = 44
    site.save()
    measure.partners.add(make_partner(programme.jobcenter, "Verein"))
    make_measure(programme, "Andere")

    html = get(planner, address("history_of", programme, "massnahme", measure.pk))

    assert "<h1>Maßnahme »Öffnung«</h1>" in html
    text = words(html)
    assert "Verein" in text
    assert "44" in text
    assert "Andere" not in text


def test_thing_without_history_has_an_empty_page(planner, programme):
    measure = make_measure(programme, "Vor der Zeit")
    # As it is with rows that were there before the history began.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE amp_change DISABLE TRIGGER amp_change_append_only")
        cursor.execute("DELETE FROM amp_change")
        cursor.execute("ALTER TABLE amp_change ENABLE TRIGGER amp_change_append_only")

    assert "Noch keine Änderungen." in get(planner, address("history_of", programme, "massnahme", measure.pk))
    assert planner.get(address("history_of", programme, "massnahme", measure.pk + 1)).status_code == 404


# Ways back


def test_earlier_version_is_restored_field_by_field(planner, programme, petra):
    area = make_focus_area(programme, "Alt", text="<p>Alter Text</p>")
    first = Change.objects.first()
    FocusArea.objects.update(title="Neu", text="<p>Neuer Text</p>")
    path = address("restore", programme, first.pk)

    page = get(planner, path)
    response = planner.post(path, {"field": ["text"]}, follow=True)

    assert 'value="title"' in page
    assert 'value="text"' in page
    assert "Wiederhergestellt: Stand vom " in response.content.decode()
    area.refresh_from_db()
    assert (area.title, area.text) == ("Neu", "<p>Alter Text</p>")
    assert (Change.objects.first().actor, Change.objects.first().reason[:17]) == (petra.pk, "Wiederhergestellt")


def test_deleted_measure_is_restored_from_its_page(planner, programme, petra):
    measure = make_measure(programme, "Öffnung")
    make_measure_site(measure, make_site(programme.jobcenter), places=3)
    pk = measure.pk
    with recorded(by=petra):
        measure.delete()
    page = get(planner, address("history_of", programme, "massnahme", pk))
    path = re.search(r'href="([^"]+/wiederherstellen/\d+/)"', page)[1]

    assert "Gelöscht am " in page
    assert "Maßnahme: 1Standort der Maßnahme: 1" in words(get(planner, path))
    planner.post(path)

    assert Measure.objects.get(pk=pk).measure_sites.get().places == 3
    assert "Gelöscht am " not in get(planner, address("history_of", programme, "massnahme", pk))
    assert "gibt es bereits wieder" in planner.post(path, follow=True).content.decode()
    assert "Diesen Eintrag gibt es bereits wieder." in get(planner, path)


def test_action_is_undone_after_asking(planner, programme, petra):
    make_measure(programme, "A")
    with recorded(by=petra) as recording:
        Measure.objects.update(state="laeuft")
    path = address("undo", programme, recording.action)

    page = get(planner, path)
    response = planner.post(path, {"next": address("measures", programme)})

    assert "geplant → läuft" in words(page)
    assert response["Location"] == address("measures", programme)
    assert Measure.objects.get().state == "geplant"


@pytest.mark.parametrize(
    "wanted", ["https://example.org/", "//example.org", "http://[", "measures", "?q=1", "a\0b", ""]
)
def test_undo_leads_nowhere_else(planner, programme, petra, wanted):
    make_measure(programme)
    with recorded(by=petra) as recording:
        Measure.objects.update(state="laeuft")

    response = planner.post(address("undo", programme, recording.action), {"next": wanted})

    assert response["Location"] == address("history", programme)


def test_undo_is_offered_for_all_an_action_did_and_not_for_what_the_page_lists_of_it(planner, programme, petra):
    measure = make_measure(programme, "Öffnung")
    for number in range(25):
        make_comment(measure, f"Kommentar {number}", author=make_user())
    with recorded(by=petra) as recording:
        measure.delete()
    link = f'href="{address("undo", programme, recording.action)}"'

    assert link in get(planner, address("history", programme))
    assert link in get(planner, address("history", programme), kind="kommentar")
    planner.post(address("undo", programme, recording.action))
    assert Measure.objects.get().comments.count() == 25


def test_undo_is_not_offered_where_a_later_part_of_the_action_is_not_for_the_person(client, programme, petra):
    make_paper(programme)
    with recorded(by=petra) as recording:
        Measure.objects.bulk_create([Measure(programme=programme, title=f"Nr. {number:02}") for number in range(20)])
        Paper.objects.update(subject="Anderer Betreff")
    client.force_login(petra, BACKEND)

    assert address("undo", programme, recording.action) not in get(client, address("history", programme))


def test_undo_is_not_offered_for_what_comes_to_nothing(planner, programme, petra):
    measure = make_measure(programme, "Öffnung")
    with recorded(by=petra) as recording:
        make_measure(programme, "Versehen").delete()
        Measure.objects.update(title="Kurz anders")
        Measure.objects.update(title=measure.title)
    page = get(planner, address("history", programme))

    assert f'href="{address("history_action", programme, recording.action)}"' in page
    assert address("undo", programme, recording.action) not in page


def test_undo_asks_only_for_the_permission_of_what_is_left_of_an_action(client, programme, petra):
    paper = make_paper(programme)
    measure = make_measure(programme, "Öffnung")
    with recorded(by=petra) as recording:
        Paper.objects.update(subject="Kurz anders")
        Paper.objects.update(subject=paper.subject)
        Measure.objects.update(title="Anders")
    client.force_login(petra, BACKEND)
    link = address("undo", programme, recording.action)

    assert f'href="{link}"' in get(client, address("history", programme))
    client.post(link)
    measure.refresh_from_db()
    assert measure.title == "Öffnung"


def test_undo_that_comes_too_late_says_so(planner, programme, petra):
    make_measure(programme, "A")
    with recorded(by=petra) as recording:
        Measure.objects.update(state="laeuft")
    Measure.objects.update(state="beendet")

    response = planner.post(address("undo", programme, recording.action), follow=True)

    assert "denn seitdem wurde daran gearbeitet: Maßnahme »A«" in response.content.decode()
    assert Measure.objects.get().state == "beendet"


def test_reader_sees_everything_and_restores_nothing(client, programme, petra):
    area = make_focus_area(programme, "Alt")
    first = Change.objects.first()
    with recorded(by=petra) as recording:
        FocusArea.objects.update(title="Neu")
    client.force_login(make_user(Role.LESEN, jobcenter=programme.jobcenter), BACKEND)

    assert "Rückgängig machen" not in get(client, address("history", programme))
    assert "Ihre Rolle erlaubt es nicht" in get(client, address("restore", programme, first.pk))
    assert client.post(address("restore", programme, first.pk), {"field": "title"}).status_code == 403
    assert client.post(address("undo", programme, recording.action)).status_code == 403
    area.refresh_from_db()
    assert area.title == "Neu"


def test_page_of_a_measure_leads_to_its_history(planner, programme):
    measure = make_measure(programme, "Öffnung")

    page = get(planner, measure.get_absolute_url())

    assert f'href="{address("history_of", programme, "massnahme", measure.pk)}"' in page


def test_a_figure_that_a_text_names_shows_its_value_and_its_id(planner, programme):
    make_line(make_stage(programme, "zuteilung"), "13015000", qualifier="rd.", decimals=-3)
    section = make_focus_area(programme, text="<p>Es sind [[F01]] &lt;i&gt;.</p>")
    with recorded():
        section.text = "<p>Es sind [[F02]] &lt;i&gt; und [[F99]].</p>"
        section.save()

    page = planner.get(address("history_of", programme, "abschnitt", section.pk)).text

    chip = '<span class="figref">rd.\xa013.015\xa0T€ <span class="figref__id">(F02)</span></span>'
    assert re.search(rf"<ins\s*>{re.escape(chip)}</ins>", page)
    assert "&lt;i&gt;" in page
    assert "[[F99]]" in page
