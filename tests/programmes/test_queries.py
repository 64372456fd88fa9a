"""What lists and reports read."""

from datetime import date

import pytest

from amp.sorting import german_key
from programmes.queries.measures import measure_rows, period_text
from programmes.queries.sections import flat, headings, section_progress, section_tree
from tests.factories import (
    make_focus_area,
    make_instrument,
    make_measure,
    make_measure_site,
    make_municipality,
    make_partner,
    make_programme,
    make_site,
    make_target_group,
)


@pytest.fixture
def programme(db):
    return make_programme(2021)


def make_full_measure(programme, number=1):
    """A measure with one of everything that can be linked to it."""
    jobcenter = programme.jobcenter
    area = make_focus_area(programme, f"Abschnitt {number}", position=number)
    town = make_municipality(jobcenter)
    measure = make_measure(programme, focus_area=area, position=number)
    measure.instruments.add(make_instrument())
    measure.municipalities.add(town)
    measure.target_groups.add(make_target_group(jobcenter))
    measure.partners.add(make_partner(jobcenter))
    make_measure_site(measure, make_site(jobcenter, municipality=town))
    return measure


def test_tree_numbers_sections_by_their_order_on_three_levels(programme):
    second = make_focus_area(programme, "Zweiter", position=2)
    first = make_focus_area(programme, "Erster", position=1)
    make_focus_area(programme, "2-b", parent=second, position=9)
    lower = make_focus_area(programme, "2-a", parent=second, position=3)
    make_focus_area(programme, "2-a-a", parent=lower)
    make_focus_area(make_programme(2022), "fremd")

    tree, _ = section_tree(programme)

    assert [(section.number, section.level, section.title) for section in flat(tree)] == [
        ("1", 1, "Erster"),
        ("2", 1, "Zweiter"),
        ("2.1", 2, "2-a"),
        ("2.1.1", 3, "2-a-a"),
        ("2.2", 2, "2-b"),
    ]
    assert tree[0].anchor == f"abschnitt-{first.pk}"
    assert [(row.number, row.level, row.title) for row in headings(programme).values()] == [
        (section.number, section.level, section.title) for section in flat(tree)
    ]


def test_tree_carries_text_state_and_measures_in_their_order(programme):
    area = make_focus_area(programme, text="<p>Wir beraten.</p>", state="arbeit")
    instrument = make_instrument("TaAM", legal_basis="§16i SGB II")
    make_measure(programme, "Zweite", focus_area=area, position=2)
    make_measure(programme, "Erste", focus_area=area, position=1).instruments.add(instrument)
    make_measure(programme, "Ohne Abschnitt")

    (section,), loose = section_tree(programme)

    assert (section.text, section.state, section.state_label) == ("<p>Wir beraten.</p>", "arbeit", "in Arbeit")
    assert [(link.title, [use.label for use in link.instruments]) for link in section.measures] == [
        ("Erste", ["TaAM (§16i SGB II)"]),
        ("Zweite", []),
    ]
    assert [link.title for link in loose] == ["Ohne Abschnitt"]


def test_progress_counts_every_level_and_every_state(programme):
    area = make_focus_area(programme, state="fertig", text="<p>Einleitung</p>")
    make_focus_area(programme, parent=area, state="fertig")
    make_focus_area(programme, parent=area, state="offen")

    progress = section_progress(section_tree(programme)[0])

    assert (progress.done, progress.total) == (2, 3)
    assert [(row.label, row.count) for row in progress.counts] == [
        ("offen", 1),
        ("in Arbeit", 0),
        ("fertig", 2),
        ("geprüft", 0),
    ]
    assert [row.label for row in progress.present] == ["offen", "fertig"]


def test_measure_row_carries_everything_linked_to_it(programme):
    jobcenter = programme.jobcenter
    top = make_focus_area(programme, "Oben")
    area = make_focus_area(programme, "Netzwerk", parent=top)
    towns = [make_municipality(jobcenter, name) for name in ("Telgte", "Ahlen", "Örtze")]
    measure = make_measure(programme, "Projekt", focus_area=area, period="seit 2019", planned_places=0)
    measure.municipalities.add(*towns)
    measure.target_groups.add(make_target_group(jobcenter, "Erziehende"))
    measure.partners.add(make_partner(jobcenter, "Jugendamt"))
    measure.instruments.add(make_instrument("FF", legal_basis="§16f SGB II"))
    site = make_site(jobcenter, "Campus", municipality=make_municipality(jobcenter, "Beelen"))
    make_measure_site(measure, site, state="neu", period="neu 2021", places=12, qualifier="rd.", source="Vorlage")

    (row,) = measure_rows(programme)

    assert (row.title, row.url) == ("Projekt", f"/musterkreis/2021/massnahmen/{measure.pk}/")
    assert (row.section.number, row.section.title, row.section.path) == ("1.1", "Netzwerk", (top.pk, area.pk))
    assert [town.name for town in row.municipalities] == ["Ahlen", "Örtze", "Telgte"]
    assert [group.name for group in row.target_groups] == ["Erziehende"]
    assert [partner.name for partner in row.partners] == ["Jugendamt"]
    assert [use.label for use in row.instruments] == ["FF (§16f SGB II)"]
    assert (row.period, row.planned_places, row.planned_entries) == ("seit 2019", 0, None)
    (use,) = row.sites
    assert (use.name, use.municipality.name, use.state_label) == ("Campus", "Beelen", "neu")
    assert (use.period, use.places, use.qualifier, use.source) == ("neu 2021", 12, "rd.", "Vorlage")
    assert row.reached == {town.pk for town in towns} | {site.municipality_id}


def test_measures_stand_in_the_order_of_the_programme(programme):
    second = make_focus_area(programme, position=2)
    first = make_focus_area(programme, position=1)
    make_measure(programme, "ohne", position=0)
    make_measure(programme, "zweiter Abschnitt", focus_area=second, position=1)
    make_measure(programme, "erster Abschnitt, später", focus_area=first, position=9)
    make_measure(programme, "erster Abschnitt", focus_area=first, position=8)

    assert [row.title for row in measure_rows(programme)] == [
        "erster Abschnitt",
        "erster Abschnitt, später",
        "zweiter Abschnitt",
        "ohne",
    ]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "warning"),
    [
        (None, None, ""),
        (date(2021, 12, 31), None, ""),
        (None, date(2021, 1, 1), ""),
        (date(2012, 4, 1), date(2018, 12, 31), "2021 keine neuen Eintritte, galt bis 31.12.2018"),
        (date(2023, 7, 1), None, "2021 keine neuen Eintritte, gilt erst ab 01.07.2023"),
    ],
)
def test_instrument_unknown_to_the_law_of_the_year_warns(programme, valid_from, valid_to, warning):
    make_measure(programme).instruments.add(make_instrument(valid_from=valid_from, valid_to=valid_to))

    (row,) = measure_rows(programme)

    assert [use.warning for use in row.instruments] == [warning]
    assert row.warnings == ((warning,) if warning else ())


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_rows(programme, count, django_assert_num_queries):
    for number in range(count):
        make_full_measure(programme, number)

    with django_assert_num_queries(2):
        rows = measure_rows(programme)
    with django_assert_num_queries(2):
        tree, _ = section_tree(programme)
    with django_assert_num_queries(1):
        measure_rows(programme, pk=rows[0].pk, sections=headings_of(rows))

    assert (len(rows), len(tree)) == (count, count)


def headings_of(rows):
    return {row.section.pk: row.section for row in rows}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words", "text"),
    [
        (None, None, "", ""),
        (None, None, "seit 2019", "seit 2019"),
        (date(2021, 1, 1), None, "", "ab\xa001.01.2021"),
        (None, date(2021, 12, 31), "", "bis\xa031.12.2021"),
        (date(2021, 1, 1), date(2021, 12, 31), "", "01.01.2021\xa0– 31.12.2021"),
        (date(2021, 1, 1), None, "ggf. länger", "ab\xa001.01.2021 (ggf. länger)"),
    ],
)
def test_period_is_told_by_its_dates_or_in_words(starts_on, ends_on, words, text):
    assert period_text(starts_on, ends_on, words) == text


def test_german_order_ignores_case_and_accents():
    words = ["Zeder", "Öl", "ofen", "Ärger", "Adler", "Straße", "Strasse", "Strick"]

    assert sorted(words, key=german_key) == ["Adler", "Ärger", "ofen", "Öl", "Strasse", "Straße", "Strick", "Zeder"]
