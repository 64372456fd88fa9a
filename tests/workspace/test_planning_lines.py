"""Forms of single lines of the budget and of posts."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amp.access import Role
from amp.merging_forms import GONE
from budget.models import BudgetLine, PlanLine, StaffingLine
from tests.factories import (
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_product,
    make_programme,
    make_staffing,
    make_stage,
    make_user,
)
from tests.workspace.people import told
from tests.workspace.planning_forms import address, errors_of, fields_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_programme(2027)


@pytest.fixture
def stage(programme):
    return make_stage(programme, "entwurf")


def test_a_line_is_made_with_everything_it_can_hold(planner, programme, stage):
    make_line(stage, "1", position=4)
    product, measure, instrument = make_product(programme.jobcenter), make_measure(programme), make_instrument()
    plan_line = PlanLine.objects.create(chart="NKF", code="15", label="Transferaufwendungen")

    answer = send(
        planner,
        address("budget_line_new", programme),
        label="Betrieb",
        kind="aufwand",
        fund="EGT",
        amount="1.234,56",
        qualifier="rd.",
        decimals="-3",
        source="Vorlage",
        product=product.pk,
        plan_line=plan_line.pk,
        instrument=instrument.pk,
        measure=measure.pk,
    )

    line = BudgetLine.objects.get(label="Betrieb")
    assert answer.url == f"{address('budget', programme)}?stand=entwurf"
    assert (line.stage, line.position, line.kind, line.fund, line.to_fund) == (stage, 5, "aufwand", "EGT", "")
    assert (line.amount, line.qualifier, line.decimals, line.source) == (Decimal("1234.56"), "rd.", -3, "Vorlage")
    assert (line.product, line.plan_line) == (product, plan_line)
    assert (line.instrument, line.measure) == (instrument, measure)


def test_an_empty_amount_is_unknown_and_zero_is_zero(planner, programme, stage):
    for label, amount in (("offen", ""), ("nichts", "0")):
        send(planner, address("budget_line_new", programme), label=label, kind="zuweisung", fund="EGT", amount=amount)

    assert dict(BudgetLine.objects.values_list("label", "amount")) == {"offen": None, "nichts": Decimal(0)}


@pytest.mark.parametrize("kind", ["budget_line", "staffing_line"])
def test_a_form_with_errors_begins_with_them_and_leads_to_the_fields(planner, programme, stage, kind):
    refused = send(planner, address(f"{kind}_new", programme), label="").text

    assert re.findall(r"<[^>]* autofocus[^>]*>", refused) == [
        '<div class="notice notice--error" role="alert" tabindex="-1" autofocus>'
    ]
    assert '<a href="#id_label">Bezeichnung</a>' in refused


def test_a_transfer_names_two_funds_and_others_only_one(planner, programme, stage):
    path = address("budget_line_new", programme)
    transfer = {"label": "Umschichtung", "kind": "umschichtung", "fund": "EGT", "amount": "549.000"}

    refused = send(planner, path, **transfer)
    send(planner, path, **transfer, to_fund="VWT")
    send(planner, path, label="Zuweisung", kind="zuweisung", fund="EGT", to_fund="VWT")

    assert errors_of(refused) == ["Eine Umschichtung nennt beide Töpfe, eine andere Position nur einen."]
    assert dict(BudgetLine.objects.values_list("label", "to_fund")) == {"Umschichtung": "VWT", "Zuweisung": ""}


def test_numbers_are_german_and_what_was_typed_stays(planner, programme, stage):
    line = make_line(stage, "10.5")
    path = address("budget_line_edit", programme, line.pk)

    answer = send(planner, path, amount="1.5")

    assert fields_of(planner.get(path).content.decode())["amount"] == ["10,5"]
    assert errors_of(answer)[0].startswith("»1.5« ist nicht eindeutig")
    assert fields_of(answer.content.decode())["amount"] == ["1.5"]


def test_a_line_belongs_to_the_stage_of_the_address(planner, programme, stage):
    make_stage(programme, "zuteilung")

    send(planner, f"{address('budget_line_new', programme)}?stand=entwurf", label="A", kind="zuweisung", fund="EGT")
    missing = planner.get(address("budget_line_new", programme), {"stand": "nie"})

    assert BudgetLine.objects.get().stage == stage
    assert missing.status_code == 404


def test_without_a_stage_there_is_no_form(planner, programme):
    answer = planner.get(address("budget_line_new", programme))

    assert answer.url == address("budget", programme)
    assert "Es gibt noch keinen Haushaltsstand." in told(answer)[0]


def test_from_a_measure_one_comes_back_to_it(planner, programme, stage):
    measure = make_measure(programme, "Coaching")
    path = f"{address('budget_line_new', programme)}?massnahme={measure.pk}"

    answer = send(planner, path, label="Betrieb", fund="EGT", amount="5")
    page = planner.get(measure.get_absolute_url()).content.decode()

    line = BudgetLine.objects.get()
    assert answer.url == measure.get_absolute_url()
    assert (line.measure, line.kind) == (measure, "aufwand")
    assert f"{address('budget_line_edit', programme, line.pk)}?massnahme={measure.pk}" in page
    assert path in page


def test_lists_lead_to_the_forms_for_who_may(client, programme, stage):
    line, post = make_line(stage, None), make_staffing(stage, "3")
    links = {
        "budget": (address("budget_line_edit", programme, line.pk), f"{address('budget_line_new', programme)}?stand="),
        "staffing": (
            address("staffing_line_edit", programme, post.pk),
            f"{address('staffing_line_new', programme)}?stand=",
        ),
        "overview": (address("budget_line_edit", programme, line.pk),),
    }

    for role, shown in ((Role.PLANUNG, True), (Role.LESEN, False)):
        client.force_login(make_user(role, jobcenter=programme.jobcenter))
        for page, paths in links.items():
            html = client.get(address(page, programme)).content.decode()
            assert [path in html for path in paths] == [shown] * len(paths), (role, page)


def test_an_instrument_unknown_to_the_law_of_the_year_says_so_in_its_choice(planner, programme, stage):
    make_instrument("FAV", valid_to=date(2018, 12, 31))

    page = planner.get(address("budget_line_new", programme)).content.decode()

    assert "Achtung: 2027 keine neuen Eintritte, galt bis 31.12.2018" in page


def test_two_people_change_the_same_amount_and_choose(planner, programme, stage):
    line = make_line(stage, "1000", label="Betrieb")
    path = address("budget_line_edit", programme, line.pk)
    mine, theirs = (fields_of(planner.get(path).content.decode()) for _ in "ab")

    planner.post(path, theirs | {"amount": "2.000", "label": "Betrieb 2027"})
    answer = planner.post(path, mine | {"amount": "3.000"})
    planner.post(path, fields_of(answer.content.decode()) | {"choice-amount": "mine"})

    line.refresh_from_db()
    assert [conflict.name for conflict in answer.context["form"].conflicts] == ["amount"]
    assert (line.label, line.amount) == ("Betrieb 2027", 3000)


@pytest.mark.parametrize(("kind", "model"), [("budget_line", BudgetLine), ("staffing_line", StaffingLine)])
def test_a_line_is_deleted_and_brought_back(planner, programme, stage, kind, model):
    line = make_line(stage, "5") if model is BudgetLine else make_staffing(stage, "5")
    path = address(f"{kind}_delete", programme, line.pk)
    before = model.objects.values().get()

    answer, again = planner.post(path), planner.post(path)

    assert not model.objects.exists()
    assert "ist bereits gelöscht" in told(again)[-1]
    planner.post(told(answer)[0].split('action="')[1].split('"')[0])
    assert model.objects.values().get() == before


@pytest.mark.parametrize(("kind", "model"), [("budget_line", BudgetLine), ("staffing_line", StaffingLine)])
def test_what_was_typed_for_a_deleted_line_becomes_a_new_one_of_its_stage(planner, programme, stage, kind, model):
    make_stage(programme, "vorlaeufig", position=2)
    line = make_line(stage, "5") if model is BudgetLine else make_staffing(stage, "5")
    path = address(f"{kind}_edit", programme, line.pk)
    typed = fields_of(planner.get(path).content.decode()) | {"label": "Neu"}
    line.delete()

    answer = planner.post(path, typed)
    for _twice in range(2):
        planner.post(path, fields_of(answer.content.decode()) | {"as_new": "1"})

    assert errors_of(answer) == [GONE]
    assert [(row.stage, row.label) for row in model.objects.all()] == [(stage, "Neu")]


def test_a_draft_stays_in_the_stage_in_which_it_was_begun(planner, programme, stage):
    path = address("budget_line_new", programme)
    begun = fields_of(planner.get(f"{path}?stand={stage.slug}").text) | {"label": "Betrieb", "kind": "aufwand"}
    planner.post(address("keep", programme), begun)
    make_stage(programme, "zuteilung", position=2)

    planner.post(path, fields_of(planner.get(path).text) | {"fund": "EGT"})

    line = BudgetLine.objects.get()
    assert (line.stage, line.label) == (stage, "Betrieb")


def test_a_draft_of_a_deleted_stage_is_taken_up_in_the_one_that_is_there(planner, programme, stage):
    path = address("budget_line_new", programme)
    planner.post(address("keep", programme), fields_of(planner.get(path).text) | {"label": "Betrieb"})
    make_stage(programme, "zuteilung", position=2)
    stage.delete()

    found = fields_of(planner.get(path).text)

    assert (found["label"], found["stand"]) == (["Betrieb"], ["zuteilung"])


def test_a_form_sent_twice_makes_one_line(planner, programme, stage):
    path = address("staffing_line_new", programme)
    fields = fields_of(planner.get(path).content.decode()) | {"label": "IT", "code": "P05", "posts": "4"}

    answers = [planner.post(path, fields) for _ in range(2)]

    assert {answer.url for answer in answers} == {f"{address('staffing', programme)}?stand=entwurf"}
    assert StaffingLine.objects.get().posts == 4


def test_a_free_code_is_proposed_for_new_posts(planner, programme, stage):
    path = address("staffing_line_new", programme)
    first = fields_of(planner.get(path).text)["code"]
    for code in ("P02", "P03", "P05", "P06"):
        make_staffing(stage, "5", code=code, kind="aenderung")

    assert first == ["P02"]
    assert fields_of(planner.get(path).text)["code"] == ["P04"]
    assert fields_of(planner.get(address("staffing_line_edit", programme, StaffingLine.objects.first().pk)).text)[
        "code"
    ] == ["P02"]

    make_focus_area(programme, text="<p>Einst [[P04]] Stellen.</p>")  # of posts that are gone
    assert fields_of(planner.get(path).text)["code"] == ["P08"]


def test_in_a_later_stage_new_posts_are_a_change_unless_said_otherwise(planner, programme, stage):
    path = address("staffing_line_new", programme)
    make_stage(programme, "zuteilung")

    assert fields_of(planner.get(f"{path}?stand={stage.slug}").text)["kind"] == ["plan"]
    assert fields_of(planner.get(f"{path}?stand=zuteilung").text)["kind"] == ["aenderung"]


def test_posts_are_entered_with_a_comma_and_a_code_once_a_year(planner, programme, stage):
    path = address("staffing_line_new", programme)
    later = make_stage(programme, "zuteilung")
    entry = {"label": "Bildung", "code": "P03", "posts": "10,5"}

    send(planner, f"{path}?stand=entwurf", **entry)
    again = send(planner, f"{path}?stand=zuteilung", **entry)
    send(planner, path, label="Einsparung", code="P06", kind="aenderung", posts="−3,5")

    assert errors_of(again) == ["Diese Kennung hat bereits eine andere Stellenposition des Programms."]
    assert StaffingLine.objects.get(code="P03").posts == Decimal("10.5")
    saving = StaffingLine.objects.get(code="P06")
    assert (saving.posts, saving.stage, saving.programme) == (Decimal("-3.5"), later, programme)


def test_rows_of_another_jobcenter_or_programme_are_refused(planner, programme, stage):
    stranger = make_jobcenter("nachbarkreis")
    foreign = make_programme(2027, jobcenter=stranger)
    line = make_line(make_stage(foreign), "5", label="Fremd")

    answer = send(
        planner,
        address("budget_line_new", programme),
        label="A",
        kind="aufwand",
        fund="EGT",
        product=make_product(stranger).pk,
        measure=make_measure(foreign).pk,
    )
    path = address("budget_line_edit", programme, line.pk)

    assert errors_of(answer) == ["Das gibt es hier nicht (mehr). Bitte wählen Sie neu."] * 2
    assert planner.get(path).status_code == 404
    planner.post(address("budget_line_delete", programme, line.pk))
    assert BudgetLine.objects.get().label == "Fremd"


@pytest.mark.parametrize("kind", ["budget_line", "staffing_line"])
def test_forms_are_read_with_few_queries(planner, programme, stage, kind):
    line = make_line(stage, "5") if kind == "budget_line" else make_staffing(stage, "5")
    for path in (address(f"{kind}_edit", programme, line.pk), address(f"{kind}_new", programme)):
        planner.get(path)
        with CaptureQueriesContext(connection) as queries:
            planner.get(path)
        assert len(queries) <= 12, [query["sql"][:90] for query in queries]
