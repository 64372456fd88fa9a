"""The table of measures as a place to work: columns, views, one field, many measures, and the way back."""

import re

import pytest

from amp.access import Role
from amp.models import Change
from programmes.models import Measure
from tests.factories import (
    make_focus_area,
    make_indicator_value,
    make_jobcenter,
    make_measure,
    make_measure_site,
    make_municipality,
    make_programme,
    make_site,
    make_target_group,
    make_user,
)
from workspace.models import SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(programme):
    return [make_measure(programme, title) for title in ("Eins", "Zwei", "Drei")]


def address(programme, end=""):
    return f"/{programme.jobcenter.slug}/{programme.year}/massnahmen/{end}"


def heads(html):
    """The headings of the columns."""
    head = re.search(r"<thead>.*?</thead>", html, re.DOTALL)[0]
    texts = re.findall(r"<th\b[^>]*>(.*?)</th>", head, re.DOTALL)
    return [re.sub(r"<span.*", "", re.sub(r"<a[^>]*>", "", text), flags=re.DOTALL).strip() for text in texts]


def bulk(client, programme, what, keys=(), **data):
    values = {"tun": what, "massnahme": [row.pk for row in keys], "auswahl": "", **data}
    return client.post(address(programme, "sammel/"), values, follow=True)


def states():
    return sorted(Measure.objects.values_list("title", "state"))


# What the table shows


def test_the_filters_stay_folded_above_what_they_found(planner, programme, three):
    found = planner.get(address(programme, "?state=geplant")).content.decode()
    refused = planner.get(address(programme, "?site=999")).content.decode()

    assert re.findall(r'<details class="fold no-print" ?(open)?', found + refused) == ["", "open"]


def test_columns_are_those_of_the_address(planner, programme, three):
    html = planner.get(address(programme), {"spalten": ["partners", "state_label"]}).content.decode()

    assert heads(html) == ["", "Titel", "Status", "Kooperations\N{SOFT HYPHEN}partner"]


def test_page_holds_as_many_as_the_address_says(planner, programme):
    for number in range(120):
        make_measure(programme, f"Maßnahme {number:03}")

    counts = [
        planner.get(address(programme), {"je_seite": size}).content.decode().count('name="massnahme"')
        for size in ("50", "100", "alle", "quatsch")
    ]

    assert counts == [50, 100, 120, 50]


def test_who_may_only_read_sees_no_controls(client, programme, three):
    client.force_login(make_user(Role.LESEN, jobcenter=programme.jobcenter))

    html = client.get(address(programme)).content.decode()

    assert "Eins" in html
    for control in ('name="massnahme"', "data-cell", 'id="sammel"', "einlesen", "Maßnahme anlegen"):
        assert control not in html


# One field


def cell_of(programme, measure, field="status"):
    return address(programme, f"{measure.pk}/feld/{field}/")


def test_field_is_changed_in_its_cell(planner, programme, three):
    form = planner.get(cell_of(programme, three[0]), headers={"HX-Request": "true"}).content.decode()
    answer = planner.post(
        cell_of(programme, three[0]), {"gesehen": "geplant", "wert": "laeuft"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert "<html" not in form
    assert '<option value="geplant" selected>' in form
    assert answer.startswith('<a class="cell"')
    assert ">läuft<" in answer
    assert ("Eins", "laeuft") in states()


def test_field_is_changed_on_a_page_of_its_own_without_javascript(planner, programme, three):
    section = make_focus_area(programme, "Netzwerk")
    path = cell_of(programme, three[0], "schwerpunkt")
    table = f"{address(programme)}?sort=title"

    page = planner.get(path, headers={"Referer": f"http://testserver{table}"}).content.decode()
    response = planner.post(path, {"gesehen": "", "wert": section.pk, "next": table})

    assert "<h1>Abschnitt ändern</h1>" in page
    assert f'value="http://testserver{table}"' in page
    assert (response.status_code, response["Location"]) == (302, table)
    assert Measure.objects.get(title="Eins").focus_area == section


def test_field_that_somebody_else_changed_shows_both_values(planner, programme, three):
    Measure.objects.filter(pk=three[0].pk).update(state="beendet")

    page = planner.post(cell_of(programme, three[0]), {"gesehen": "geplant", "wert": "laeuft"})
    cell = planner.post(
        cell_of(programme, three[0]), {"gesehen": "geplant", "wert": "laeuft"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert page.status_code == 409
    for html in (page.content.decode(), cell):
        assert "Inzwischen steht hier »beendet«. Sie haben »läuft« gewählt." in html
        assert 'name="gesehen" value="beendet"' in html
    assert ("Eins", "beendet") in states()


def test_cell_writes_nothing_but_its_field(planner, programme, three):
    planner.post(cell_of(programme, three[0]), {"gesehen": "geplant", "wert": "laeuft"})

    change = Change.objects.filter(table="programmes_measure", kind="U").get()
    assert set(change.after) - {"id"} <= {"state"}


@pytest.mark.parametrize("value", ["quatsch", "", "\x00"])
def test_value_that_does_not_exist_is_not_taken(planner, programme, three, value):
    planner.post(cell_of(programme, three[0]), {"gesehen": "geplant", "wert": value})

    assert ("Eins", "geplant") in states()


def test_section_of_another_programme_is_not_taken(planner, programme, three):
    foreign = make_focus_area(make_programme(2030, jobcenter=programme.jobcenter))

    planner.post(cell_of(programme, three[0], "schwerpunkt"), {"gesehen": "", "wert": foreign.pk})
    bulk(planner, programme, f"section:{foreign.pk}", three)

    assert not Measure.objects.filter(focus_area=foreign).exists()


def test_other_fields_have_no_cell(planner, programme, three):
    assert planner.get(cell_of(programme, three[0], "title")).status_code == 404


# Many measures


def test_ticked_measures_get_a_state_and_are_taken_back(planner, programme, three):
    response = bulk(planner, programme, "state:laeuft", three[:2], grund="Beschluss vom Montag")

    html = response.content.decode()
    assert "2 Maßnahmen geändert." in html
    assert states() == [("Drei", "geplant"), ("Eins", "laeuft"), ("Zwei", "laeuft")]
    assert set(Change.objects.filter(kind="U").values_list("reason", flat=True)) == {"Beschluss vom Montag"}

    undo = re.search(r'<form class="undo" method="post" action="([^"]+)"', html)[1]
    back = planner.post(undo, {"next": address(programme)})

    assert back["Location"] == address(programme)
    assert {state for _, state in states()} == {"geplant"}


def test_only_what_changes_is_counted(planner, programme, three):
    Measure.objects.filter(pk=three[0].pk).update(state="laeuft")

    assert "2 Maßnahmen geändert." in bulk(planner, programme, "state:laeuft", three).content.decode()
    assert "Es war nichts zu ändern." in bulk(planner, programme, "state:laeuft", three).content.decode()


def test_section_is_set_and_taken_away(planner, programme, three):
    section = make_focus_area(programme)

    bulk(planner, programme, f"section:{section.pk}", three)
    assert Measure.objects.filter(focus_area=section).count() == 3
    bulk(planner, programme, "section:", three[:1])
    assert Measure.objects.filter(focus_area=section).count() == 2


@pytest.mark.parametrize(
    ("relation", "make"), [("municipalities", make_municipality), ("target_groups", make_target_group)]
)
def test_names_are_added_and_taken_away_beside_others(planner, programme, three, relation, make):
    kept, other = make(programme.jobcenter), make(programme.jobcenter)
    getattr(three[0], relation).add(kept, other)

    bulk(planner, programme, f"add-{relation}:{other.pk}", three)
    assert [getattr(row, relation).count() for row in three] == [2, 1, 1]
    bulk(planner, programme, f"remove-{relation}:{other.pk}", three)
    assert [list(getattr(row, relation).all()) for row in three] == [[kept], [], []]


def test_all_that_were_found_are_changed_and_no_others(planner, programme, three):
    Measure.objects.filter(pk=three[2].pk).update(state="beendet")

    bulk(planner, programme, "state:laeuft", alle="1", anzahl="2", auswahl="state=geplant")

    assert states() == [("Drei", "beendet"), ("Eins", "laeuft"), ("Zwei", "laeuft")]


def test_a_filter_that_no_measure_passes_any_more_finds_none(planner, programme, three):
    town = make_municipality(programme.jobcenter)
    for measure in three:
        measure.municipalities.add(town)

    of_state = bulk(planner, programme, "state:laeuft", three, auswahl="state=geplant").content.decode()
    of_town = bulk(
        planner, programme, f"remove-municipalities:{town.pk}", three, auswahl=f"municipality={town.pk}"
    ).content.decode()

    for html in (of_state, of_town):
        assert "3 Maßnahmen geändert." in html
        assert "Diese Auswahl gibt es" not in html
        assert ">0 von 3 Maßnahmen<" in re.sub(r"\s*([<>])\s*", r"\1", html)


def test_all_found_are_others_by_now(planner, programme, three):
    html = bulk(planner, programme, "state:laeuft", alle="1", anzahl="2").content.decode()

    assert "Inzwischen passen andere Maßnahmen zu Ihren Filtern." in html
    assert {state for _, state in states()} == {"geplant"}


def test_a_chosen_entry_says_by_itself_what_will_happen(planner, programme):
    town = make_municipality(programme.jobcenter)
    make_measure(programme)

    html = planner.get(address(programme)).content.decode()

    assert f">{town.name} hinzufügen</option>" in html
    assert f">{town.name} entfernen</option>" in html


@pytest.mark.parametrize("what", ["", "state:quatsch", "state", "add-partners:1", "add-municipalities:x", "title:X"])
def test_what_is_not_offered_is_not_done(planner, programme, three, what):
    html = bulk(planner, programme, what, three).content.decode()

    assert "Bitte wählen Sie Maßnahmen aus" in html
    assert not Change.objects.filter(kind="U").exists()


@pytest.mark.parametrize("what", ["section", "add-municipalities", "remove-target_groups"])
def test_what_was_deleted_before_is_told(planner, programme, three, what):
    html = bulk(planner, programme, f"{what}:987654", three).content.decode()

    assert "Was Sie zuordnen wollten, hat inzwischen jemand gelöscht. Es wurde nichts geändert." in html
    assert not Change.objects.filter(kind="U").exists()


def test_measures_of_another_programme_stay_as_they_are(planner, programme, three):
    foreign = make_measure(make_programme(2031, jobcenter=make_jobcenter("nachbarkreis")))

    bulk(planner, programme, "state:laeuft", [foreign])
    planner.post(address(programme, "loeschen/"), {"massnahme": [foreign.pk]})

    foreign.refresh_from_db()
    assert foreign.state == "geplant"


def test_deleting_names_what_will_be_lost_and_can_be_taken_back(planner, programme, three):
    make_measure_site(three[0], make_site(programme.jobcenter), places=12)

    asked = " ".join(bulk(planner, programme, "delete", three[:2], grund="Doppelt").content.decode().split())
    assert "<h1>2 Maßnahmen löschen</h1>" in asked
    assert "<li>Eins</li>" in asked
    assert "<li>Eins: Zuordnung zum Standort »" in asked
    assert "(12 Plätze)" in asked
    assert 'name="reason" maxlength="300" value="Doppelt"' in asked
    assert Measure.objects.count() == 3

    sent = {"massnahme": [row.pk for row in three[:2]], "reason": "Doppelt geplant"}
    done = planner.post(address(programme, "loeschen/"), sent, follow=True)
    html = done.content.decode()
    assert "2 Maßnahmen gelöscht." in html
    assert [title for title, _ in states()] == ["Drei"]
    assert set(Change.objects.filter(kind="D").values_list("reason", flat=True)) == {"Doppelt geplant"}

    planner.post(re.search(r'<form class="undo" method="post" action="([^"]+)"', html)[1], {})
    assert Measure.objects.count() == 3
    assert Measure.objects.get(title="Eins").measure_sites.get().places == 12


def test_measures_that_are_deleted_already_are_not_asked_for(planner, programme, three):
    Measure.objects.filter(pk=three[0].pk).delete()

    html = bulk(planner, programme, "delete", three[:1]).content.decode()

    assert "Die ausgewählten Maßnahmen sind bereits gelöscht." in html
    assert "<h1>Maßnahmen</h1>" in html


def test_measures_held_by_an_indicator_stay_all(planner, programme, three):
    place = make_measure_site(three[0], make_site(programme.jobcenter, "Werkstatt"), places=12)
    make_indicator_value(programme, None, measure_site=place)

    asked = bulk(planner, programme, "delete", three).content.decode()
    done = planner.post(address(programme, "loeschen/"), {"massnahme": [row.pk for row in three]}, follow=True)

    assert "Das kann noch nicht gelöscht werden." in asked
    assert "ihr Wert sind die Plätze am Standort »Werkstatt«" in done.content.decode()
    assert Measure.objects.count() == 3


# Views


def test_view_is_kept_used_overwritten_and_deleted(planner, programme, three):
    path, query = address(programme, "ansichten/"), "state=geplant&spalten=partners"

    planner.post(path, {"name": " Meine  Ansicht ", "auswahl": f"{query}&page=3"})
    html = planner.get(f"{address(programme)}?{query}").content.decode()
    planner.post(path, {"name": "Meine Ansicht", "auswahl": "state=laeuft"})
    view = SavedView.objects.get()

    assert f'href="?{query.replace("&", "&amp;")}"' in html
    assert 'aria-current="page"' in html
    assert (view.name, view.query) == ("Meine Ansicht", "state=laeuft")

    planner.post(f"{path}{view.pk}/", {"name": "Anders"})
    assert SavedView.objects.get().name == "Anders"
    assert 'value="Anders"' in planner.get(path).content.decode()
    planner.post(f"{path}{view.pk}/", {"tun": "loeschen"})
    assert not SavedView.objects.exists()


def test_view_needs_a_name_of_its_own(planner, programme):
    path = address(programme, "ansichten/")
    for name in ("A", "B", "", "x" * 81):
        planner.post(path, {"name": name, "auswahl": ""})
    assert list(SavedView.objects.values_list("name", flat=True)) == ["A", "B"]

    planner.post(f"{path}{SavedView.objects.get(name='B').pk}/", {"name": "A"})

    assert list(SavedView.objects.values_list("name", flat=True)) == ["A", "B"]


def test_views_are_the_persons_own(planner, client, programme, three):
    planner.post(address(programme, "ansichten/"), {"name": "Geheim", "auswahl": ""})
    view = SavedView.objects.get()
    assert "Geheim" in planner.get(address(programme)).content.decode()
    client.force_login(make_user(Role.PLANUNG, jobcenter=programme.jobcenter))

    client.post(address(programme, f"ansichten/{view.pk}/"), {"tun": "loeschen"})

    assert "Geheim" not in client.get(address(programme)).content.decode()
    assert SavedView.objects.exists()
