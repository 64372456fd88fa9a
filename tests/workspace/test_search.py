"""The search: what is found, by whom, in what order; kept by the database whoever writes."""

from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amp.access import Role
from programmes.models import FocusArea, Measure
from programmes.queries.sections import section_tree
from tests.factories import (
    make_comment,
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_municipality,
    make_partner,
    make_programme,
    make_site,
    make_stage,
    make_target_group,
    make_user,
)
from workspace.models import SearchEntry, SearchKind, SearchWord
from workspace.search.queries import find, hits
from workspace.search.spelling import distance, nearest, swapped

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(programme):
    return make_user(Role.LESEN, jobcenter=programme.jobcenter)


def titles(typed, user, **context) -> list[str]:
    """The titles of what is found, in order, as they are printed but without marks."""
    found = find(typed, user=user, **context)
    return [str(hit.title).replace("<mark>", "").replace("</mark>", "") for hit in hits(found.candidates, found.stems)]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Maßnahme", "Maßnahmen"),
        ("Maßnahme", "Massnahme"),
        ("MASSNAHMEN", "maßnahme"),
        ("Förderung", "Foerderung"),
        ("Förderung", "forderungen"),
        ("Foerderung", "Förderung"),
        ("Fo\u0308rderung", "Förderung"),
        ("Häuser", "Haus"),
        ("Bäuerinnen", "Baeuerin"),
        ("Frauen", "Frau"),
        ("Straße", "STRASSE"),
        ("Zuschüsse", "zuschuss"),
        ("Langzeitarbeitslosigkeit", "Arbeitslose"),
        ("Langzeitarbeitslosigkeit", "langzeitarbeitslosigk"),
        ("Langzeit\u00adarbeitslosigkeit", "Langzeitarbeitslosigkeit"),
        ("Werkcampus", "campus"),
        ("Werkcampus", "Werk"),
        ("§16i SGB II", "§ 16i"),
        ("fa:z-modell®", "fa:z-Modell"),
        ("Integration für Geflüchtete", "Integration der Geflüchteten"),
        ("Łódź", "lodz"),
        ("Werkcampus", "Wekcampus"),
        ("Werkcampus", "Werkcmapus"),
        ("Langzeitarbeitslosigkeit", "Langzeitarbeitlosigkeit"),
        ("Beckum", "Bekcum"),
        ("Oelde", "Oedle"),
        ("Teilhabechancengesetz", "Tielhabechancen"),
        ("Teilhabechancengesetz", "Teihabechanc"),
        ("Teilhabechancengesetz", "Tielhab"),
        ("Arbeitsgelegenheiten", "Arbietsgel"),
        ("Werkcampus", "Wrkcamp"),
    ],
)
def test_a_word_is_found_however_it_is_written(programme, reader, written, typed):
    make_focus_area(programme, written)
    make_focus_area(programme, "Ganz anderes")

    assert titles(typed, reader) == [written]


@pytest.mark.parametrize("typed", ["Wxyzampus", "Haus", "Bau", "und", "", "   ", "§", "ab"])
def test_what_is_not_there_is_not_found(programme, reader, typed):
    make_focus_area(programme, "Werkcampus")

    assert titles(typed, reader) == []


def test_a_stop_word_alone_is_looked_for_as_a_beginning(programme, reader):
    make_focus_area(programme, "Dienstleistung")

    assert titles("die", reader) == ["Dienstleistung"]


def test_every_word_must_occur_in_title_or_text(programme, reader):
    make_focus_area(programme, "Werkcampus", text="<p>Neuer Standort Ennigerloh</p>")
    make_focus_area(programme, "Werkcampus Beckum")

    assert titles("Ennigerloh Werkcampus", reader) == ["Werkcampus"]


def test_one_wrong_word_among_right_ones_is_put_right(programme, reader):
    make_focus_area(programme, "Werkcampus Ennigerloh")
    make_focus_area(programme, "Werkcampus Beckum")

    found = find("Werkcampus Ennigelroh", user=reader)

    assert found.guessed
    assert titles("Werkcampus Ennigelroh", reader) == ["Werkcampus Ennigerloh"]


def test_a_mistake_that_once_stood_in_a_text_is_still_forgiven(programme, reader):
    section = make_focus_area(programme, "Wekcampus")
    section.title = "Werkcampus"
    section.save()

    assert titles("Wekcampus", reader) == ["Werkcampus"]


def test_everything_about_a_measure_is_found(programme, reader):
    jobcenter = programme.jobcenter
    measure = make_measure(programme, "Coaching", description="<p>Aufsuchende Arbeit</p>")
    measure.instruments.add(make_instrument("TaAM", legal_basis="§16i SGB II"))
    measure.partners.add(make_partner(jobcenter, "Innosozial"))
    measure.municipalities.add(make_municipality(jobcenter, "Drensteinfurt"))
    measure.target_groups.add(make_target_group(jobcenter, "Alleinerziehende"))
    make_measure_site(measure, make_site(jobcenter, "Lernwerkstatt"))

    for typed in ("Coaching", "aufsuchend", "TaAM", "16i", "Drensteinfurt", "Alleinerziehende", "Lernwerkstatt"):
        assert titles(typed, reader) == ["Coaching"], typed
    assert titles("Innosozial", reader) == ["Innosozial", "Coaching"]


def test_what_a_measure_is_linked_with_follows_its_name_and_its_end(programme, reader):
    measure = make_measure(programme, "Coaching")
    partner = make_partner(programme.jobcenter, "Innosozial")
    measure.partners.add(partner)

    partner.name = "Caritas"
    partner.save()
    renamed = titles("Innosozial", reader), titles("Caritas", reader)
    measure.partners.remove(partner)

    assert renamed == ([], ["Caritas", "Coaching"])
    assert titles("Caritas", reader) == ["Caritas"]


def test_lines_and_comments_lead_to_where_they_stand(programme, reader):
    author = make_user(Role.PLANUNG, first_name="Petra", last_name="Plan", jobcenter=programme.jobcenter)
    section = make_focus_area(programme, "Netzwerkausbau")
    stage = make_stage(programme, slug="entwurf", name="Entwurf")
    make_line(stage, "100", label="Bildungsgutscheine", source="Vorlage 047")
    comment = make_comment(section, "Hier fehlen Gutscheine.", author=author)

    found = find("Gutscheine", user=reader)
    line, talk = hits(found.candidates, found.stems)

    root = f"/{programme.jobcenter.slug}/{programme.year}"
    assert (line.url, line.place) == (f"{root}/budget/?stand=entwurf", f"{programme.jobcenter} · 2031 · Entwurf")
    assert talk.url == f"{root}/kommentare/abschnitt/{section.pk}/#kommentar-{comment.pk}"
    assert talk.title == "Zu »Netzwerkausbau«"
    assert talk.place.endswith("Abschnitt\N{NO-BREAK SPACE}1 · Kommentar von Petra Plan")
    assert talk.excerpt == "Hier fehlen <mark>Gutscheine</mark>."


def test_hits_open_where_they_stand(programme, reader, client):
    section = make_focus_area(programme, "Pflege")
    make_measure(programme, "Pflegehilfe", focus_area=section)
    make_partner(programme.jobcenter, "Pflegedienst")
    make_line(make_stage(programme), "1", label="Pflegekosten")
    make_comment(section, "Pflege zuerst.")
    client.force_login(reader)

    found = find("Pflege", user=reader)
    urls = [hit.url for hit in hits(found.candidates, found.stems)]

    assert len(urls) == 5
    for url in urls:
        path, _, anchor = url.partition("#")
        response = client.get(path)
        assert response.status_code == 200
        assert not anchor or f'id="{anchor}"' in response.content.decode()


def test_a_partner_leads_to_its_measures(client, programme, reader):
    make_measure(programme, "Anderes")
    make_measure(programme, "Coaching").partners.add(make_partner(programme.jobcenter, "Innosozial"))
    client.force_login(reader)

    found = find("Innosozial", user=reader)
    partner = hits(found.candidates, found.stems)[0]
    html = client.get(partner.url).content.decode()

    assert partner.kind == SearchKind.PARTNER
    assert html.count('class="hit"') == 1
    assert ">Coaching</a>" in html


def test_the_number_of_a_section_is_that_of_its_page(programme, reader):
    for first in range(2):
        parent = make_focus_area(programme, f"Oben {first}", position=first)
        for second in range(2):
            make_focus_area(programme, f"Ziel {first} {second}", parent=parent, position=second)
    tree, _ = section_tree(programme)
    numbers = {child.title: child.number for parent in tree for child in parent.children}

    found = find("Ziel", user=reader)
    shown = {
        str(hit.title).replace("<mark>Ziel</mark>", "Ziel"): hit.place.rsplit("\N{NO-BREAK SPACE}")[1]
        for hit in hits(found.candidates, found.stems)
    }

    assert shown == numbers


def test_writes_that_pass_django_by_are_found(programme, reader):
    section = make_focus_area(programme, "Alt")
    Measure.objects.bulk_create(Measure(programme=programme, title=f"Schweißkurs {number}") for number in range(3))
    FocusArea.objects.filter(pk=section.pk).update(title="Netzwerk")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO programmes_partner (jobcenter_id, name) VALUES (%s, 'Handwerkskammer')",
            [programme.jobcenter_id],
        )
        cursor.execute("DELETE FROM programmes_measure WHERE title = 'Schweißkurs 2'")

    assert titles("Schweißkurs", reader) == ["Schweißkurs 0", "Schweißkurs 1"]
    assert (titles("Netzwerk", reader), titles("Alt", reader)) == (["Netzwerk"], [])
    assert titles("Handwerkskammer", reader) == ["Handwerkskammer"]


def test_deleting_anything_leaves_no_entry(programme, reader):
    section = make_focus_area(programme, "Netzwerk")
    measure = make_measure(programme, "Netzwerkarbeit", focus_area=section)
    make_comment(measure, "Netzwerk?")
    stage = make_stage(programme)
    make_line(stage, "1", label="Netzwerkkosten")

    programme.measures.all().delete()
    programme.delete()

    assert SearchEntry.objects.count() == 0
    assert titles("Netzwerk", reader) == []


def test_a_row_that_changed_without_its_words_is_not_worked_out_again(programme):
    measure = make_measure(programme, "Coaching")
    SearchEntry.objects.update(body="unberührt")

    measure.state = "laeuft"
    measure.save()

    assert SearchEntry.objects.get().body == "unberührt"


def test_a_programme_that_changes_its_year_is_found_under_it(programme, reader):
    make_focus_area(programme, "Netzwerk")
    programme.year = 2032
    programme.save()

    assert find("Netzwerk 2032", user=reader, year=2032).candidates != ()
    assert find("Netzwerk 2031", user=reader).candidates == ()


def test_markup_is_no_text(programme, reader):
    make_focus_area(
        programme, "Text", text="<p>Werk<strong>campus</strong> &amp; mehr</p><ul><li>eins</li><li>zwei</li></ul>"
    )

    entry = SearchEntry.objects.get()

    assert entry.body == "Werkcampus & mehr eins zwei"
    assert titles("strong", reader) == []
    assert titles("Werkcampus", reader) == ["Text"]


def test_found_text_is_escaped(programme, reader):
    make_measure(programme, "<script>Netz</script>", description="<p>Netz &lt;b&gt; &amp; mehr</p>")

    (hit,) = hits((found := find("Netz", user=reader)).candidates, found.stems)

    assert hit.title == "&lt;script&gt;<mark>Netz</mark>&lt;/script&gt;"
    assert hit.excerpt == "<mark>Netz</mark> &lt;b&gt; &amp; mehr"


def test_the_excerpt_is_the_place_of_the_first_hit(programme, reader):
    make_focus_area(
        programme, "Lang", text=f"<p>{'Vorher steht viel. ' * 30}Der Werkcampus kommt. {'Danach auch. ' * 30}</p>"
    )

    (hit,) = hits((found := find("Werkcampus", user=reader)).candidates, found.stems)

    assert hit.excerpt.startswith("… ")
    assert hit.excerpt.endswith(" …")
    assert "Der <mark>Werkcampus</mark> kommt." in hit.excerpt
    assert len(hit.excerpt) < 240


def test_nothing_of_another_jobcenter_is_found(programme, reader):
    other = make_programme(jobcenter=make_jobcenter("fremd"))
    section = make_focus_area(other, "Geheimprojekt")
    make_measure(other, "Geheimprojekt")
    make_partner(other.jobcenter, "Geheimpartner")
    make_line(make_stage(other), "1", label="Geheimposten")
    make_comment(section, "Geheim")

    for typed in ("Geheimprojekt", "Geheim", "Gehiemprojekt", "projekt"):
        assert titles(typed, reader) == [], typed
    assert len(titles("Geheim", make_user(Role.LESEN, jobcenter=other.jobcenter))) == 5


def test_nothing_is_found_that_the_role_may_not_read(programme):
    make_focus_area(programme, "Netzwerk")
    make_measure(programme, "Netzwerkarbeit")
    person = make_user(None, jobcenter=programme.jobcenter)
    limited = Group.objects.create(name="Nur Maßnahmen")
    limited.permissions.set(Group.objects.get(name=Role.LESEN).permissions.filter(codename="view_measure"))

    without = titles("Netzwerk", person)
    person = type(person).objects.get(pk=person.pk)
    person.groups.add(limited)

    assert without == []
    assert titles("Netzwerk", person) == ["Netzwerkarbeit"]


def test_title_before_text_own_programme_and_near_years_first(reader, programme):
    years = {year: make_programme(year, jobcenter=programme.jobcenter) for year in (2027, 2029, 2033)}
    for year, each in (*years.items(), (2031, programme)):
        make_focus_area(each, f"Werkcampus {year}")
        make_focus_area(each, f"Text {year}", text="<p>Werkcampus</p>")

    newest_first = titles("Werkcampus", reader)
    from_2029 = titles("Werkcampus", reader, programme=years[2029])

    assert newest_first[:3] == ["Werkcampus 2033", "Werkcampus 2031", "Text 2033"]
    assert newest_first[-1] == "Text 2027"
    assert from_2029[:2] == ["Werkcampus 2029", "Text 2029"]
    assert titles("Werkcampus", reader, year=2027) == ["Werkcampus 2027", "Text 2027"]


@pytest.mark.parametrize(
    "typed",
    [
        *("'&|!:*<->", "a & b | !c", "\\", "'", "%", "_____", "\x00", "💥", "(((", "'; DROP TABLE x; --", "\u202e"),
        *("1e5", "-1", "@@", "{{ x }}", "ß", "a" * 10_000, "wort " * 2_000, "ä" * 300),
    ],
)
def test_no_input_is_an_error(client, programme, reader, typed):
    make_focus_area(programme, "Werkcampus")
    client.force_login(reader)

    pages = [client.get("/suche/", {"q": typed, **extra}).status_code for extra in ({}, {"kurz": "1"}, {"jahr": "x"})]

    assert pages == [200] * 3


def test_the_page_groups_what_is_found_and_narrows_it(client, programme, reader):
    other = make_programme(2030, jobcenter=programme.jobcenter)
    Measure.objects.bulk_create(Measure(programme=programme, title=f"Kurs {number:02}") for number in range(30))
    make_focus_area(other, "Kurse")
    client.force_login(reader)

    everything = client.get("/suche/", {"q": "Kurs"}).content.decode()
    measures = client.get("/suche/", {"q": "Kurs", "art": "massnahme", "page": "2"}).content.decode()
    of_2030 = client.get("/suche/", {"q": "Kurs", "jahr": "2030"}).content.decode()

    assert "31 Treffer" in everything
    assert everything.count('class="hit"') == 6
    assert "?q=Kurs&amp;art=massnahme" in everything
    assert measures.count('class="hit"') == 5
    assert "26–30 von 30 Treffern" in measures
    assert of_2030.count('class="hit"') == 1


def test_words_that_never_stand_together_are_offered_one_by_one(client, programme, reader):
    make_focus_area(programme, "Werkcampus")
    client.force_login(reader)
    von = f"{programme.jobcenter.slug}/{programme.year}"

    nothing = client.get(f"/suche/?q=Werkcampus+Xylofon&von={von}")
    one_word = client.get("/suche/?q=Xylofon")

    assert nothing.context["words"] == tuple(
        (word, f"?q={word}&von={von.replace('/', '%2F')}") for word in ("Werkcampus", "Xylofon")
    )
    assert "Suche nach »Werkcampus Xylofon«" in nothing.content.decode()
    assert one_word.context["words"] == ()


def test_the_page_keeps_the_frame_of_the_programme_somebody_comes_from(client, programme, reader):
    make_programme(2031, jobcenter=make_jobcenter("fremd"))
    client.force_login(reader)
    von = quote(f"{programme.jobcenter.slug}/2031")

    own = client.get(f"/suche/?q=x&von={von}")
    foreign = client.get("/suche/?q=x&von=fremd/2031")

    assert f'href="/{programme.jobcenter.slug}/2031/massnahmen/"' in own.content.decode()
    assert foreign.status_code == 200
    assert "fremd" not in foreign.content.decode()


def test_a_search_asks_the_database_as_often_for_one_hit_as_for_many(
    client, programme, reader, django_assert_num_queries
):
    client.force_login(reader)
    counts = []
    for number in range(2):
        make_focus_area(programme, f"Netzwerk {number}")
        make_measure(programme, f"Netzwerkarbeit {number}")
        Measure.objects.bulk_create(
            Measure(programme=programme, title=f"Netz {number}-{n}") for n in range(30 * number)
        )
        with django_assert_num_queries(7):  # session, person with roles, bell; words, candidates, details, numbers
            counts.append(client.get("/suche/", {"q": "Netz"}).content.decode().count('class="hit"'))

    assert counts == [2, 7]


def test_the_list_of_the_dialog_leads_to_the_page(client, programme, reader):
    make_focus_area(programme, "Netzwerk")
    client.force_login(reader)

    html = client.get("/suche/", {"q": "Netz", "kurz": "1"}).content.decode()

    assert 'href="/suche/?q=Netz"' in html
    assert "<html" not in html


def test_other_pages_do_not_search(client, reader):
    client.force_login(reader)

    with CaptureQueriesContext(connection) as queries:
        html = client.get("/kennwort/").content.decode()

    assert "data-search-open" in html
    assert [query for query in queries.captured_queries if "workspace_search" in query["sql"]] == []


def test_the_vocabulary_holds_each_word_of_a_jobcenter_once(programme):
    make_focus_area(programme, "Netzwerk", text="<p>Netzwerk und Netzwerk</p>")
    make_measure(programme, "Netzwerk")

    assert list(SearchWord.objects.order_by("word").values_list("word", flat=True)) == ["netzwerk", "und"]


def test_every_kind_has_an_entry_and_every_entry_a_kind(programme):
    section = make_focus_area(programme)
    make_measure(programme)
    make_partner(programme.jobcenter)
    make_line(make_stage(programme), "1")
    make_comment(section, "Text")

    assert sorted(SearchEntry.objects.values_list("kind", flat=True)) == sorted(SearchKind.values)


def test_a_very_long_text_is_kept_and_found(programme, reader):
    make_focus_area(programme, "Lang", text=f"<p>Anfang {'wort ' * 300_000}</p>")

    assert titles("Anfang", reader) == ["Lang"]


@pytest.mark.parametrize(
    ("word", "other", "mistakes"),
    [("", "", 0), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abcd", 1), ("abc", "ab", 1), ("kitten", "sitting", 3)],
)
def test_distance_counts_mistakes(word, other, mistakes):
    assert distance(word, other) == distance(other, word) == mistakes


def test_distance_to_a_beginning_leaves_the_rest_out():
    assert distance("tielhab", "teilhabechancen", beginning=True) == 1
    assert distance("teilhabechancen", "teilhab", beginning=True) == 8


def test_nearest_are_the_words_with_the_fewest_mistakes():
    assert nearest("bekcum", ["beckum", "bekum", "ahlen"]) == ("beckum", "bekum")
    assert nearest("abc", ["abd"]) == ()
    assert nearest("werkcampus", ["ganzanderes"]) == ()
    assert nearest("tielhabe", ["teilhabechancengesetz", "teilhab"]) == ("teilhab",)
    assert nearest("tielhabe", ["teilhabechancengesetz", "teilnahme"]) == ("teilhabechancengesetz",)
    assert nearest("tiel", ["teilhabe"]) == ()
    assert swapped("abca") == ("baca", "acba", "abac")
    assert swapped("aa") == ()
