"""The budget pages as their readers meet them."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from amp.access import Role
from programmes.models import Programme
from tests.factories import (
    make_indicator_value,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_product,
    make_programme,
    make_staffing,
    make_stage,
    make_stated,
    make_user,
)

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"
PAGES = ("budget", "staffing", "changes")


@pytest.fixture
def programme():
    return make_programme()


@pytest.fixture
def member(client, programme):
    user = make_user(Role.LESEN, jobcenter=programme.jobcenter)
    client.force_login(user)
    return user


@pytest.fixture
def stages(programme):
    """A draft of which only the posts are known, and a first allocation."""
    draft = make_stage(programme, "entwurf", name="Haushaltsplanentwurf")
    first = make_stage(
        programme,
        "zuteilung",
        name="Vorläufige Zuteilung",
        deviation=Decimal(-58000),
        decimals=-3,
        source="Vorlage, Seite 2",
    )
    separate = make_product(programme.jobcenter, "050220", name="Campus", shown_separately=True)
    make_line(first, "14310000", fund="VWT", label="Verwaltungsbudget", decimals=-3)
    make_line(first, "13015000", label="Zuweisung Eingliederung", decimals=-3, qualifier="rd.")
    make_line(first, "549000", "umschichtung", to_fund="VWT", label="Umschichtung", decimals=-3)
    make_line(first, "635000", "aufwand", label="Campus", product=separate, decimals=-3, qualifier="rd.")
    make_staffing(draft, "186", "P02", label="Leistungen", qualifier="rd.")
    make_staffing(draft, "10.5", "P03", label="Bildung und Teilhabe")
    make_staffing(first, "-3.5", "P06", kind="aenderung", label="Einsparung")
    make_indicator_value(programme, "7600", "B01", stage=draft, position=1)
    make_indicator_value(programme, "7350", "B02", stage=first, position=2)
    make_stated(first, "12466000", "F05", decimals=-3, qualifier="rd.")
    return draft, first


def address(programme: Programme, page: str, query: str = "") -> str:
    return reverse(page, args=[programme.jobcenter.slug, programme.year]) + query


def text(response) -> str:
    return re.sub(r"[ \n]+", " ", response.content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_page_is_for_members_only(client, programme, stages, page):
    anonymous = client.get(address(programme, page))
    client.force_login(make_user(Role.LEITUNG, jobcenter=make_jobcenter("anderer-kreis")))
    outsider = client.get(address(programme, page))
    client.force_login(make_user(None, jobcenter=programme.jobcenter))
    without_role = client.get(address(programme, page))

    assert anonymous.status_code == 302
    assert anonymous["Location"] == f"/anmelden/?next={address(programme, page)}"
    assert outsider.status_code == 404
    assert without_role.status_code == 403


@pytest.mark.usefixtures("member")
def test_budget_shows_own_sums_where_nothing_is_transferred_or_split(client, programme):
    stage = make_stage(programme)
    make_line(stage, "1000", label="Eingliederungstitel")
    make_line(stage, "500", fund="VWT", label="Verwaltungsbudget")

    page = client.get(address(programme, "budget"))

    assert [figure.id for figure in page.context["extras"]] == ["Z01"]
    assert "Berechnet, in der Vorlage nicht angegeben" in page.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_page_is_readable_in_every_role(client, programme, stages, page, role):
    client.force_login(make_user(role, jobcenter=programme.jobcenter))

    assert client.get(address(programme, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_page_is_only_read(client, programme, member, page):
    assert client.post(address(programme, page)).status_code == 405


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("budget", "?stand=nachtrag"),
        ("staffing", "?stand=nachtrag"),
        ("changes", "?von=nachtrag"),
        ("changes", "?bis=nachtrag"),
        ("budget", "?export=pdf"),
        ("changes", "?export=pdf"),
    ],
)
def test_wrong_stage_or_format_is_not_found_in_german(client, programme, stages, member, page, query):
    response = client.get(address(programme, page, query))

    assert response.status_code == 404
    assert "Seite nicht gefunden" in text(response)


@pytest.mark.parametrize("page", PAGES)
def test_programme_without_a_stage_invites_those_who_may_add_one(client, programme, page):
    client.force_login(make_user(Role.PLANUNG, jobcenter=programme.jobcenter, is_staff=True))
    for_planner = text(client.get(address(programme, page)))
    client.force_login(make_user(Role.LESEN, jobcenter=programme.jobcenter))
    for_reader = text(client.get(address(programme, page)))

    assert "Noch kein Haushaltsstand" in for_planner
    assert f'href="{reverse("admin:budget_budgetstage_add")}?programme={programme.pk}"' in for_planner
    assert "Noch kein Haushaltsstand" in for_reader
    assert "budgetstage" not in for_reader


def test_stage_without_lines_says_so_and_shows_dashes(client, programme, member):
    make_stage(programme)

    page = text(client.get(address(programme, "budget")))

    assert "Dieser Stand hat noch keine Positionen" in page
    assert page.count("noch nicht bekannt") >= 7
    assert f"0{NBSP}€" not in page


def test_budget_shows_figures_with_derivation_and_check(client, programme, stages, member):
    response = client.get(address(programme, "budget"))
    page = text(response)

    shown = {figure.id: figure.value for figure in response.context["figures"]}
    assert list(shown) == ["F01", "F02", "F03", "F04", "F05", "F06", "F07"]
    assert shown["F07"] == Decimal(11_831_000)
    assert f"11.831{NBSP}T€" in page
    assert "wie in der Vorlage" in page
    assert "Herleitung: weitere Eingliederungsmaßnahmen" in page
    assert "Vom Eingliederungstitel zu den weiteren Maßnahmen" in page
    assert "berechnet, sofern das Verwaltungsbudget vor der Umschichtung angegeben ist" in page


def test_budget_splits_show_the_remainder_after_the_largest_part(client, programme, stages, member):
    splits = {split.id: split for split in client.get(address(programme, "budget")).context["splits"]}

    assert [(line.label, line.amount, line.share) for line in splits["produkt"].lines] == [
        ("Campus", "635", f"5,09{NBSP}%"),
        ("weitere, noch nicht aufgeteilt", "11.831", f"94,91{NBSP}%"),
    ]
    assert (splits["produkt"].unit, splits["produkt"].total) == ("T€", "12.466")
    assert list(splits) == ["zuweisung-topf", "instrument", "produkt"]


def test_budget_of_a_programme_that_only_splits_by_instrument(client, programme, member):
    """As in a district that states expenditure only: lines without an instrument keep their name, shares their note."""
    stage = make_stage(programme)
    amounts = {"VB": "370000", "MAbE": "2650000", "16f": "204000", "16h": "306000", "FAV": "197282"}
    for short, amount in amounts.items():
        make_line(stage, amount, "aufwand", label=short, instrument=make_instrument(short))
    for label, amount in {
        "Leistungen": "1345000",
        "Bildungsgutscheine": "629134",
        "Flüchtlinge": "774138",
        "Erstattungen": "20000",
    }.items():
        make_line(stage, amount, "aufwand", label=label)

    response = client.get(address(programme, "budget"))

    split = next(split for split in response.context["splits"] if split.id == "instrument")
    assert [(line.label, line.share) for line in split.lines][:3] == [
        ("Instrument MAbE", f"40,80{NBSP}%"),
        ("Leistungen", f"20,71{NBSP}%"),
        ("Flüchtlinge", f"11,92{NBSP}%"),
    ]
    assert (split.unit, split.total, split.rounding_note) == ("€", "6.495.554", True)
    assert "Rundungsdifferenzen möglich" in text(response)
    assert response.context["waterfall"] is None


def test_budget_shows_transfers_with_their_sign(client, programme, stages, member):
    balances = client.get(address(programme, "budget")).context["balances"]

    assert [(line.label, line.allocated, line.transferred, line.available) for line in balances] == [
        ("Eingliederungstitel", "13.015", "−549", "12.466"),
        ("Verwaltungsbudget", "14.310", "+549", "14.859"),
    ]


def test_budget_of_an_earlier_stage_is_one_link_away(client, programme, stages, member):
    latest = text(client.get(address(programme, "budget")))
    draft = client.get(address(programme, "budget", "?stand=entwurf"))

    assert 'href="?stand=entwurf"' in latest
    assert draft.context["stage"].slug == "entwurf"
    assert "Dieser Stand hat noch keine Positionen" in text(draft)


def test_budget_lines_are_filtered_by_what_makes_a_difference(client, programme, stages, member):
    response = client.get(address(programme, "budget", "?stand=zuteilung&art=Zuweisung&topf=Verwaltungsbudget"))

    assert [row.record.title for row in response.context["table"].rows] == ["Verwaltungsbudget"]
    assert list(response.context["filter"].fields) == ["art", "topf", "produkt"]


def test_budget_lines_show_all_and_the_error_for_a_filter_that_does_not_exist(client, programme, stages, member):
    response = client.get(address(programme, "budget", "?art=Rücklage"))

    assert len(response.context["table"].rows) == 4
    assert "Rücklage ist keine gültige Auswahl" in text(response)


@pytest.mark.parametrize("order", ["amount", "-amount", "title", "-qualifier"])
def test_budget_lines_are_sorted_even_with_unknown_amounts(client, programme, stages, member, order):
    make_line(stages[1], None, "aufwand", label="noch offen")

    response = client.get(address(programme, "budget", f"?sort={order}"))

    assert response.status_code == 200
    assert len(response.context["table"].rows) == 5
    known = [row.record.amount for row in response.context["table"].rows if row.record.amount is not None]
    if order == "amount":
        assert known == sorted(known)


def test_budget_lines_come_as_csv_in_the_unit_of_the_page(client, programme, stages, member):
    response = client.get(address(programme, "budget", "?export=csv&art=Umschichtung"))

    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Position;Art;Finanzierungstopf;Angabe;Betrag (T€)"
    assert lines[1] == "Umschichtung;Umschichtung;Eingliederungstitel → Verwaltungsbudget;genau;549"
    assert len(lines) == 2


def test_budget_lines_name_their_source_below_the_title_and_apart_in_a_file(client, programme, stages, member):
    make_line(stages[1], "1", label="Mit Quelle", source="Vorlage, Seite 3")

    page = text(client.get(address(programme, "budget")))
    lines = client.get(address(programme, "budget", "?export=csv")).content.decode("utf-8-sig").splitlines()

    assert 'Mit Quelle<br><span class="source">Vorlage, Seite 3</span>' in page
    assert lines[0].endswith(";Quelle")
    assert next(line for line in lines if line.startswith("Mit Quelle;")).endswith(";1,00;Vorlage, Seite 3")


def test_budget_lines_come_as_xlsx_with_numbers(client, programme, stages, member):
    response = client.get(address(programme, "budget", "?export=xlsx"))

    sheet = load_workbook(BytesIO(response.content)).active
    head = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 5
    assert sheet.cell(2, head.index("Betrag (T€)") + 1).value == 14310


def test_staffing_shows_before_change_and_after(client, programme, stages, member):
    response = client.get(address(programme, "staffing"))
    page = text(response)

    assert [figure.id for figure in response.context["totals"]] == ["P01", "P06", "P07"]
    shown = {"laut Entwurf": "196,5", "Änderung": "−3,5", "nunmehr": "193"}
    assert " ".join(f'<td class="numeric" data-label="{name}">{posts}</td>' for name, posts in shown.items()) in page
    assert "Wie sich die Änderung auf die Bereiche verteilt, ist noch nicht bekannt." in page
    units = [(figure.id, figure.value, figure.note) for figure in response.context["benefit_units"]]
    assert units == [("B01", 7600, ""), ("B02", 7350, ""), ("Z03", -250, "berechnet")]


def test_staffing_of_the_draft_has_no_change_yet(client, programme, stages, member):
    response = client.get(address(programme, "staffing", "?stand=entwurf"))

    assert response.context["capacity"].after == Decimal("196.5")
    assert "Wie sich die Änderung" not in text(response)


def test_staffing_without_posts_says_so(client, programme, member):
    make_stage(programme)

    assert "Noch keine Planstellen" in text(client.get(address(programme, "staffing")))


def test_changes_need_two_stages(client, programme, member):
    make_stage(programme, name="Haushaltsplanentwurf")

    page = text(client.get(address(programme, "changes")))

    assert "Noch nichts zu vergleichen" in page
    assert "»Haushaltsplanentwurf«" in page


def test_changes_leave_open_what_the_draft_does_not_name(client, programme, stages, member):
    response = client.get(address(programme, "changes"))
    page = text(response)

    allocations = response.context["comparison"].tables[0]
    assert [(line.before, line.after, line.difference, line.state) for line in allocations.lines] == [
        ("–", "14.310", "–", "noch nicht bekannt"),
        ("–", "13.015", "–", "noch nicht bekannt"),
    ]
    assert f"−58{NBSP}T€" in page
    assert "Nur als Summe angegeben; die Beträge, aus denen sie sich ergibt, sind noch nicht bekannt." in page
    posts = response.context["comparison"].tables[-1]
    assert (posts.unit, posts.total.before, posts.total.after, posts.total.difference) == (
        "Stellen",
        "196,5",
        "193",
        "−3,5",
    )


@pytest.fixture
def two_budgets(programme):
    before, after = make_stage(programme, "entwurf"), make_stage(programme, "zuteilung", deviation=Decimal(20780))
    make_line(before, "33945", label="Erste")
    make_line(before, "500", label="Zweite")
    make_line(after, "38130", label="Erste")
    make_line(after, "16780", label="Zweite")
    make_line(after, "100.50", label="=Dritte", decimals=2)


def test_changes_add_up(client, programme, two_budgets, member):
    table = client.get(address(programme, "changes")).context["comparison"].tables[0]

    assert [(line.label, line.difference, line.state) for line in (*table.lines, table.total)] == [
        ("Erste", "+4.185,00", "geändert"),
        ("Zweite", "+16.280,00", "geändert"),
        ("=Dritte", "+100,50", "neu"),
        ("Summe", "+20.565,50", ""),
    ]


def test_changes_do_not_repeat_a_stated_sum_whose_parts_are_known(client, programme, two_budgets, member):
    assert "Nur als Summe angegeben" not in text(client.get(address(programme, "changes")))


def test_changes_can_be_asked_the_other_way_round(client, programme, two_budgets, member):
    table = client.get(address(programme, "changes", "?von=zuteilung&bis=entwurf")).context["comparison"].tables[0]

    assert [line.difference for line in table.lines] == ["−4.185,00", "−16.280,00", "−100,50"]
    assert table.lines[2].state == "entfallen"


def test_changes_of_a_stage_with_itself_explain_themselves(client, programme, two_budgets, member):
    assert "mit sich selbst" in text(client.get(address(programme, "changes", "?von=entwurf&bis=entwurf")))


def test_changes_come_as_csv_safe_against_formulas(client, programme, two_budgets, member):
    response = client.get(address(programme, "changes", "?export=csv"))

    assert response.content.decode("utf-8-sig").splitlines() == [
        "Art;Position;Einheit;Entwurf;Zuteilung;Differenz;Status",
        "Zuweisungen;Erste;€;33945,00;38130,00;4185,00;geändert",
        "Zuweisungen;Zweite;€;500,00;16780,00;16280,00;geändert",
        "Zuweisungen;'=Dritte;€;;100,50;100,50;neu",
        "Zuweisungen;Summe;€;34445,00;55010,50;20565,50;",
    ]


def test_changes_come_as_xlsx(client, programme, two_budgets, member):
    response = client.get(address(programme, "changes", "?export=xlsx"))

    assert load_workbook(BytesIO(response.content)).active.max_row == 5


@pytest.mark.parametrize("page", [*PAGES, "budget?export=csv"])
def test_page_takes_as_many_statements_with_one_row_as_with_thirty(
    client, programme, member, page, django_assert_max_num_queries
):
    name, _, query = page.partition("?")
    draft, final = make_stage(programme, "entwurf"), make_stage(programme, "zuteilung")
    url = address(programme, name, f"?{query}")

    def fill(numbers: range) -> None:
        for number in numbers:
            for stage in (draft, final):
                product = make_product(programme.jobcenter, f"{stage.position}{number:03d}")
                make_line(stage, "1", product=product, instrument=make_instrument(), measure=make_measure(programme))
            make_staffing(draft, "1", f"P{number}")
            make_indicator_value(programme, "1", f"B{number}", stage=draft)
            make_stated(final, "1", f"F{number}")

    fill(range(1))
    with django_assert_max_num_queries(12) as with_one:
        client.get(url)
    fill(range(1, 30))
    with django_assert_max_num_queries(12) as with_thirty:
        client.get(url)

    assert len(with_one) == len(with_thirty)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("slug", ["warendorf", "coesfeld"])
def test_page_shows_the_shipped_programmes(client, page, slug, request):
    programme = request.getfixturevalue(slug)
    client.force_login(make_user(Role.LESEN, jobcenter=programme.jobcenter))

    for stage in programme.stages.all():
        assert client.get(address(programme, page, f"?stand={stage.slug}")).status_code == 200


def test_changes_of_warendorf_claim_nothing_about_the_draft(client, warendorf):
    client.force_login(make_user(Role.LESEN, jobcenter=warendorf.jobcenter))

    *money, posts = client.get(address(warendorf, "changes")).context["comparison"].tables

    assert {line.state for table in money for line in table.lines} == {"noch nicht bekannt"}
    assert {(table.total.before, table.total.difference) for table in money} == {("–", "–")}
    assert (posts.total.before, posts.total.after, posts.total.difference) == ("207", "203,5", "−3,5")


def test_budget_of_coesfeld_names_every_part_and_explains_its_rounding(client, coesfeld):
    client.force_login(make_user(Role.LESEN, jobcenter=coesfeld.jobcenter))

    splits = client.get(address(coesfeld, "budget")).context["splits"]

    split = next(split for split in splits if split.id == "instrument")
    amounts = {line.amount: line.share.replace(NBSP, " ") for line in split.lines}
    assert amounts == {
        "2.650.000": "40,80 %",
        "1.345.000": "20,71 %",
        "774.138": "11,92 %",
        "629.134": "9,69 %",
        "370.000": "5,70 %",
        "306.000": "4,71 %",
        "204.000": "3,14 %",
        "197.282": "3,04 %",
        "20.000": "0,31 %",
    }
    assert {"Leistungen", "Flüchtlinge", "Erstattungen"} <= {line.label for line in split.lines}
    assert (split.total, split.rounding_note) == ("6.495.554", True)
