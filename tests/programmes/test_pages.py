"""Start, focus areas, measures and sites as people see them."""

import csv
import re
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from amp.access import Role
from programmes.models import Measure
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
    make_stage,
    make_target_group,
    make_user,
)

pytestmark = pytest.mark.django_db

BACKEND = "amp.backends.RoleBackend"
PAGES = ("schwerpunkte", "massnahmen", "standorte")


@pytest.fixture
def jobcenter():
    return make_jobcenter()


@pytest.fixture
def programme(jobcenter):
    return make_programme(2021, jobcenter=jobcenter)


@pytest.fixture
def reader(client, jobcenter):
    """A client signed in as somebody who may only read."""
    client.force_login(make_user(Role.LESEN, jobcenter=jobcenter), BACKEND)
    return client


def address(programme, page="massnahmen"):
    return f"/{programme.jobcenter.slug}/{programme.year}/{page}/"


def words(html):
    """The text of a page as people read it; no-break spaces stay."""
    return re.sub(r"[ \n\t]+", " ", re.sub(r"<[^>]+>", "", html))


def get(client, path, **data):
    response = client.get(path, data)
    assert response.status_code == 200, response
    html = response.content.decode()
    assert html.count("<h1>") == 1
    return html


def titles(html):
    """The titles in the table of measures, in their order."""
    return re.findall(r'<th scope="row"[^>]*>\s*<a href="[^"]+">([^<]+)</a>', html)


def found(client, programme, **data):
    return titles(get(client, address(programme), **data))


def rows_of_csv(response):
    return list(csv.DictReader(response.content.decode("utf-8-sig").splitlines(), delimiter=";"))


def make_full_measure(programme, number=1, **values):
    jobcenter = programme.jobcenter
    town = make_municipality(jobcenter, map_row=number // 10 + 1, map_column=number % 10 + 1)
    measure = make_measure(
        programme,
        focus_area=make_focus_area(programme, text="<p>Text</p>", position=number),
        description="<p>Beschreibung</p>",
        planned_places=12,
        **values,
    )
    measure.instruments.add(make_instrument())
    measure.municipalities.add(town)
    measure.target_groups.add(make_target_group(jobcenter))
    measure.partners.add(make_partner(jobcenter))
    make_measure_site(measure, make_site(jobcenter, municipality=town), places=3)
    return measure


# Who may see what


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_page_opens_for_every_role_of_a_member(client, programme, page, role):
    make_full_measure(programme)
    client.force_login(make_user(role, jobcenter=programme.jobcenter), BACKEND)

    get(client, address(programme, page))
    get(client, Measure.objects.get().get_absolute_url())


@pytest.mark.parametrize("page", ["", *(f"2021/{page}/" for page in PAGES)])
def test_page_is_closed_to_others(client, programme, page):
    path = f"/{programme.jobcenter.slug}/{page}"

    assert client.get(path).status_code == 302
    client.force_login(make_user(jobcenter=make_jobcenter("nachbarkreis")), BACKEND)
    assert client.get(path).status_code == 404
    client.force_login(make_user(None, jobcenter=programme.jobcenter), BACKEND)
    assert client.get(path).status_code == 403


def test_measure_of_another_programme_is_not_found(reader, programme, jobcenter):
    other = make_measure(make_programme(2022, jobcenter=jobcenter))

    assert reader.get(f"/{jobcenter.slug}/2021/massnahmen/{other.pk}/").status_code == 404
    assert reader.get(f"/{jobcenter.slug}/2022/massnahmen/{other.pk}/").status_code == 200


@pytest.mark.parametrize(("role", "staff"), [(Role.LESEN, True), (Role.LEITUNG, False)])
def test_way_into_the_administration_is_hidden_from_those_who_may_not(client, programme, role, staff):
    measure = make_full_measure(programme)
    client.force_login(make_user(role, jobcenter=programme.jobcenter, is_staff=staff), BACKEND)

    for path in ("/", *(address(programme, page) for page in PAGES), measure.get_absolute_url()):
        assert "/verwaltung/programmes/" not in get(client, path)


def test_way_into_the_administration_leads_to_the_right_form(client, programme, jobcenter):
    client.force_login(make_user(jobcenter=jobcenter, is_staff=True), BACKEND)
    empty = get(client, address(programme))
    measure = make_full_measure(programme)

    links = {
        link
        for path in ("/", address(programme, "schwerpunkte"), address(programme), measure.get_absolute_url())
        for link in re.findall(r'href="(/verwaltung/programmes/[^"]+)"', get(client, path))
    }

    assert links == {"/verwaltung/programmes/programme/add/"}
    assert client.get("/verwaltung/programmes/programme/add/", follow=True).status_code == 200
    assert f"{address(programme)}neu/" in empty


# Start


def test_start_lists_the_years_of_own_jobcenters_newest_first(reader, jobcenter):
    make_programme(2020, jobcenter=jobcenter, state="beschlossen", title="Programm alt")
    make_programme(2021, jobcenter=jobcenter, title="Programm neu")
    make_programme(2021, jobcenter=make_jobcenter("nachbarkreis"), title="Programm der anderen")

    for path in ("/", f"/{jobcenter.slug}/"):
        text = words(get(reader, path))

        assert re.search("2021 Programm neu Entwurf.*2020 Programm alt beschlossen", text)
        assert "anderen" not in text


def test_start_says_what_to_do_without_jobcenter_role_or_programme(client, jobcenter):
    client.force_login(make_user(), BACKEND)
    assert "Sie gehören noch keinem Jobcenter an." in get(client, "/")

    client.force_login(make_user(None, jobcenter=jobcenter), BACKEND)
    make_programme(2021, jobcenter=jobcenter, title="Geheim")
    html = get(client, "/")
    assert "Sie haben noch keine Rolle." in html
    assert "Geheim" not in html

    empty = make_jobcenter("leerkreis")
    client.force_login(make_user(Role.LESEN, jobcenter=empty), BACKEND)
    assert "Noch kein Programm." in get(client, "/")


# Focus areas


def test_focus_areas_read_as_one_text_with_contents_and_measures(reader, programme):
    top = make_focus_area(programme, "Netzwerk", text="<p>Wir <strong>arbeiten</strong> zusammen.</p>", state="fertig")
    area = make_focus_area(programme, "Bildung", parent=top, text="<h4>Ziel</h4>")
    measure = make_measure(programme, "Lernstandorte", focus_area=area)
    measure.instruments.add(make_instrument("BuT", legal_basis="§28 SGB II"))
    measure.instruments.add(make_instrument("FF", legal_basis="§16f SGB II"))

    html = get(reader, address(programme, "schwerpunkte"))

    assert f'<a href="#abschnitt-{area.pk}"' in html
    assert f'id="abschnitt-{area.pk}"' in html
    assert "<p>Wir <strong>arbeiten</strong> zusammen.</p>" in html
    assert "<h4>Ziel</h4>" in html
    assert re.search(
        r"1 Netzwerk.*fertig.*1\.1 Bildung.*offen.*Lernstandorte – BuT \(§28\xa0SGB\xa0II\), FF \(§16f\xa0SGB\xa0II\)",
        words(html),
    )
    assert "1 von 2" in words(html)


def test_headings_in_texts_follow_the_heading_of_their_section(reader, programme):
    make_focus_area(programme, text="<h4>Oben</h4><h5>Darunter</h5>")

    html = get(reader, address(programme, "schwerpunkte"))

    assert "<h3>Oben</h3><h4>Darunter</h4>" in html


def test_text_is_cleaned_once_more_on_its_way_out(reader, programme):
    area = make_focus_area(programme)
    type(area).objects.update(text='<p onclick="x()">Text</p><script>alert(1)</script>')

    html = get(reader, address(programme, "schwerpunkte"))

    assert "<p>Text</p>" in html
    assert "alert(1)" not in html


def test_measures_without_section_are_not_lost(reader, programme):
    make_focus_area(programme)
    make_measure(programme, "Freie Maßnahme")

    text = words(get(reader, address(programme, "schwerpunkte")))

    assert "Maßnahmen ohne Abschnitt Freie Maßnahme" in text


@pytest.mark.parametrize("page", PAGES)
def test_empty_page_says_what_to_do(reader, programme, page):
    html = get(reader, address(programme, page))

    assert 'class="empty__title">Noch keine ' in html


# Measures


@pytest.fixture
def three(programme):
    """Three measures that differ in everything one can filter by."""
    jobcenter = programme.jobcenter
    ahlen, beckum = (make_municipality(jobcenter, name) for name in ("Ahlen", "Beckum"))
    upper = make_focus_area(programme, "Netzwerk", position=1)
    lower = make_focus_area(programme, "Bildung", parent=upper)
    other = make_focus_area(programme, "Jugend", position=2)
    first = make_measure(
        programme,
        "Öffnung",
        focus_area=upper,
        state="laeuft",
        description="<p>Beratung im <strong>Quartier</strong></p>",
    )
    second = make_measure(
        programme, "Lernorte", focus_area=lower, state="geplant", planned_places=0, description="<p>Jung &amp; Alt</p>"
    )
    third = make_measure(programme, "Zukunft", focus_area=other, state="entfaellt", planned_places=20)
    first.instruments.add(make_instrument("FF", legal_basis="§16f SGB II"))
    first.municipalities.add(ahlen)
    second.target_groups.add(make_target_group(jobcenter, "Kinder"))
    make_measure_site(second, make_site(jobcenter, "Haus Ahlen", municipality=ahlen))
    third.municipalities.add(beckum)
    return {"ahlen": ahlen, "upper": upper, "first": first, "second": second, "third": third}


def test_measures_show_what_is_known_and_dashes_for_the_rest(reader, programme, three):
    columns = [
        "section",
        "state_label",
        "instruments",
        "municipalities",
        "sites",
        "target_groups",
        "period",
        "planned_places",
    ]
    html = get(reader, address(programme) + "?" + "&".join(f"spalten={name}" for name in columns))

    assert "3 Maßnahmen" in html
    assert titles(html) == ["Öffnung", "Lernorte", "Zukunft"]
    text = words(html)
    assert "Öffnung 1 läuft FF (§16f\xa0SGB\xa0II) Ahlen – – – –" in text
    assert "Lernorte 1.1 geplant – – Haus Ahlen Kinder – 0" in text
    assert "Zukunft 2 entfällt – Beckum – – – 20" in text


@pytest.mark.parametrize(
    ("field", "choose", "expected"),
    [
        ("instrument", lambda three: three["first"].instruments.get().pk, ["Öffnung"]),
        ("municipality", lambda three: three["ahlen"].pk, ["Öffnung", "Lernorte"]),
        ("site", lambda three: three["second"].measure_sites.get().site_id, ["Lernorte"]),
        ("target_group", lambda three: three["second"].target_groups.get().pk, ["Lernorte"]),
        ("state", lambda three: "entfaellt", ["Zukunft"]),
        ("section", lambda three: three["upper"].pk, ["Öffnung", "Lernorte"]),
        ("q", lambda three: "öFFnung", ["Öffnung"]),
        ("q", lambda three: "quartier beratung", ["Öffnung"]),
        ("q", lambda three: "Jung & Alt", ["Lernorte"]),
        ("q", lambda three: "strong", []),
        ("q", lambda three: "%", []),
    ],
)
def test_measures_are_filtered(reader, programme, three, field, choose, expected):
    html = get(reader, address(programme), **{field: choose(three)})

    assert titles(html) == expected
    assert f"{len(expected)} von 3 Maßnahmen" in html
    assert "Alle Filter zurücksetzen" in html


def test_filters_add_up_and_can_be_taken_back_one_by_one(reader, programme, three):
    html = get(reader, address(programme), municipality=three["ahlen"].pk, state="laeuft", sort="title", page="1")

    assert titles(html) == ["Öffnung"]
    assert "Kommune: Ahlen" in words(html)
    assert f'href="?municipality={three["ahlen"].pk}&amp;sort=title"' in html
    assert 'href="?state=laeuft&amp;sort=title"' in html
    assert '<input type="hidden" name="sort" value="title">' in html


@pytest.mark.parametrize("value", ["999999", "abc", "-1", "1 OR 1=1", "\x00"])
@pytest.mark.parametrize("field", ["instrument", "municipality", "site", "target_group", "section", "state"])
def test_choice_that_does_not_exist_is_explained_and_ignored(reader, programme, three, field, value):
    html = get(reader, address(programme), **{field: value})

    assert "Diese Auswahl gibt es in diesem Programm nicht. Sie bleibt unberücksichtigt." in html
    assert len(titles(html)) == 3


def test_choices_are_those_of_the_own_programme(reader, programme, three):
    neighbour = make_jobcenter("nachbarkreis")
    foreign = make_full_measure(make_programme(2021, jobcenter=neighbour))
    town = foreign.municipalities.get()
    town.name = "Fremdstadt"
    town.save()

    html = get(reader, address(programme), municipality=town.pk)

    assert "Diese Auswahl gibt es in diesem Programm nicht." in html
    assert "Fremdstadt" not in html


def test_search_refuses_what_no_text_holds(reader, programme, three):
    assert "Bitte prüfen Sie Ihre Angaben." in get(reader, address(programme), q="a\x00b")
    assert "Bitte prüfen Sie Ihre Angaben." in get(reader, address(programme), q="a" * 201)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Lernorte", "Öffnung", "Zukunft"]),
        ("-title", ["Zukunft", "Öffnung", "Lernorte"]),
        ("section", ["Öffnung", "Lernorte", "Zukunft"]),
        ("-section", ["Zukunft", "Lernorte", "Öffnung"]),
        ("planned_places", ["Öffnung", "Lernorte", "Zukunft"]),
        ("-planned_places", ["Zukunft", "Lernorte", "Öffnung"]),
        ("state_label", ["Lernorte", "Öffnung", "Zukunft"]),
        ("-municipalities", ["Zukunft", "Öffnung", "Lernorte"]),
        ("nonsense", ["Öffnung", "Lernorte", "Zukunft"]),
    ],
)
def test_measures_are_sorted(reader, programme, three, sort, expected):
    assert found(reader, programme, sort=sort) == expected


@pytest.mark.parametrize("sort", ["instruments", "sites", "target_groups", "period"])
def test_every_other_column_sorts_too(reader, programme, three, sort):
    assert sorted(found(reader, programme, sort=sort)) == ["Lernorte", "Zukunft", "Öffnung"]


@pytest.mark.parametrize(
    ("page", "count"), [("1", 50), ("2", 5), ("99", 5), ("0", 5), ("abc", 50), ("-3", 5), ("", 50)]
)
def test_long_list_has_pages(reader, programme, page, count):
    for number in range(55):
        make_measure(programme, f"Maßnahme {number:02}")

    assert len(found(reader, programme, page=page, per_page="0")) == count


def test_instrument_unknown_to_the_law_warns_on_list_and_page(reader, programme):
    measure = make_measure(programme)
    measure.instruments.add(make_instrument("FAV", valid_to=date(2018, 12, 31)))

    for path in (address(programme), measure.get_absolute_url()):
        assert "2021 keine neuen Eintritte, galt bis 31.12.2018" in get(reader, path)


def test_measure_in_every_municipality_says_so(reader, programme, three):
    three["first"].municipalities.set(programme.jobcenter.municipalities.all())

    assert "alle 2 Kommunen" in get(reader, address(programme))


def test_map_counts_the_measures_found_in_each_municipality(reader, programme, three):
    assert "Maßnahmen je Kommune" not in get(reader, address(programme))
    for column, town in enumerate(programme.jobcenter.municipalities.order_by("name"), start=1):
        town.map_row, town.map_column = 1, column
        town.save()
    make_measure(programme, "Überall und nirgends")

    html = get(reader, address(programme))
    narrowed = get(reader, address(programme), state="laeuft")

    assert "Ahlen: 2; Beckum: 1" in html
    assert "1 Maßnahme ohne Kommune fehlt auf der Karte." in words(html)
    assert "Gefundene Maßnahmen je Kommune" in narrowed
    assert "Ahlen: 1; Beckum: 0" in narrowed


# Files


def test_csv_holds_the_whole_filtered_list_as_sorted(reader, programme, three):
    response = reader.get(address(programme), {"municipality": three["ahlen"].pk, "sort": "title", "export": "csv"})

    rows = rows_of_csv(response)
    assert 'filename="' in response["Content-Disposition"] or "filename*=" in response["Content-Disposition"]
    assert [(row["Titel"], row["Plätze"], row["Kommunen"], row["Standorte"], row["Status"]) for row in rows] == [
        ("Lernorte", "0", "", "Haus Ahlen", "geplant"),
        ("Öffnung", "", "Ahlen", "", "läuft"),
    ]
    assert rows[1]["Instrumente"] == "FF (§16f SGB II)"
    assert rows[0]["Überschrift des Abschnitts"] == "Bildung"


def test_xlsx_holds_all_pages_and_numbers_as_numbers(reader, programme):
    for number in range(55):
        make_measure(programme, planned_places=number)

    response = reader.get(address(programme), {"page": "2", "export": "xlsx"})

    sheet = load_workbook(BytesIO(response.content)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    assert [row[head.index("Plätze")] for row in rows] == list(range(55))


def test_files_hold_no_formula(reader, programme):
    measure = make_measure(programme, '=HYPERLINK("x")')
    make_measure_site(measure, make_site(programme.jobcenter, "@SUM(A1)"))

    (row,) = rows_of_csv(reader.get(address(programme), {"export": "csv"}))
    (site,) = rows_of_csv(reader.get(address(programme, "standorte"), {"export": "csv"}))
    sheet = load_workbook(BytesIO(reader.get(address(programme), {"export": "xlsx"}).content)).active

    assert row["Titel"] == '\'=HYPERLINK("x")'
    assert (row["Standorte"], site["Standort"]) == ("'@SUM(A1)", "'@SUM(A1)")
    assert (sheet["A2"].value, sheet["A2"].data_type) == ('=HYPERLINK("x")', "s")


def test_file_of_an_invalid_selection_leads_back_to_the_explanation(reader, programme, three):
    response = reader.get(address(programme), {"site": "999", "export": "csv"})

    assert (response.status_code, response["Location"]) == (302, f"{address(programme)}?site=999")


@pytest.mark.parametrize("page", ["massnahmen", "standorte"])
def test_unknown_file_format_is_not_found(reader, programme, page):
    assert reader.get(address(programme, page), {"export": "exe"}).status_code == 404


# Measure and sites


def test_measure_page_shows_every_field(reader, programme):
    measure = make_full_measure(programme, title="Projekt", period="seit 2019", planned_entries=7)

    html = get(reader, measure.get_absolute_url())

    text = words(html)
    use, town, group, partner = (
        links.get() for links in (measure.instruments, measure.municipalities, measure.target_groups, measure.partners)
    )
    for piece in (
        "Status geplant Abschnitt 1 Schwerpunkt",
        f"Instrumente {use.short} – {use.name}, §16\xa0SGB\xa0II Zeitraum seit 2019",
        "Geplante Plätze 12 Geplante Eintritte 7",
        f"Kommunen {town.name} Zielgruppen {group.name} Kooperationspartner {partner.name}",
        "Beschreibung Beschreibung",
    ):
        assert piece in text
    assert f"#abschnitt-{measure.focus_area_id}" in html
    assert f'<span aria-current="page">{measure.title}</span>' in re.sub(r"\s+(?=<)|(?<=>)\s+", "", html)


def test_measure_page_shows_dashes_while_nothing_is_known(reader, programme):
    text = words(get(reader, make_measure(programme).get_absolute_url()))

    assert (
        "Abschnitt – Instrumente – Zeitraum – Geplante Plätze – Geplante Eintritte – "
        "Kommunen – Zielgruppen – Kooperationspartner –" in text
    )


def test_sites_show_state_period_and_places_with_their_qualifier(reader, programme):
    jobcenter = programme.jobcenter
    measure = make_measure(programme, "Training")
    town = make_municipality(jobcenter, "Oelde")
    make_measure_site(
        measure, make_site(jobcenter, "Haus B", municipality=town), state="neu", places=12, qualifier="rd."
    )
    make_measure_site(measure, make_site(jobcenter, "Haus A"), state="planung", period="ggf. ab 2022")

    html = get(reader, address(programme, "standorte"))
    text = words(html)

    assert "Haus B Oelde Training neu – rd. 12" in text
    assert "Haus A – Training in Planung ggf. ab 2022 –" in text
    assert measure.get_absolute_url() in html
    rows = rows_of_csv(reader.get(address(programme, "standorte"), {"export": "csv", "sort": "-site"}))
    assert [(row["Standort"], row["Plätze"], row["Genauigkeit der Plätze"]) for row in rows] == [
        ("Haus B", "12", "rd."),
        ("Haus A", "", ""),
    ]


# Effort


@pytest.mark.parametrize(
    "page",
    [
        "/",
        f"/musterkreis/2021/{PAGES[0]}/",
        f"/musterkreis/2021/{PAGES[1]}/?q=a&state=geplant",
        f"/musterkreis/2021/{PAGES[2]}/?sort=site",
        "measure",
    ],
)
def test_number_of_queries_does_not_grow(reader, programme, page):
    make_stage(programme)
    measure = make_full_measure(programme)
    path = measure.get_absolute_url() if page == "measure" else page
    reader.get(path)
    with CaptureQueriesContext(connection) as one:
        reader.get(path)
    for number in range(2, 31):
        make_full_measure(programme, number)
    with CaptureQueriesContext(connection) as thirty:
        reader.get(path)

    assert len(thirty) == len(one)
    assert len(thirty) <= 12, [query["sql"][:90] for query in thirty]
