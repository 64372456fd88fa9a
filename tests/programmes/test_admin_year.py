"""A complete new year, entered through the pages of the admin alone; and what happens to bad input."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from amp.access import Role
from amp.admin_forms import MOST_NEW
from budget.models import BudgetLine, BudgetStage, Indicator, IndicatorValue, PlanLine, StaffingLine, StatedFigure
from programmes.models import FocusArea, Measure, Programme
from proposals.models import Paper
from tests.factories import (
    make_focus_area,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_municipality,
    make_paper,
    make_product,
    make_programme,
    make_site,
    make_staffing,
    make_stage,
    make_user,
)
from tests.programmes.admin_forms import errors_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobcenter():
    return make_jobcenter()


@pytest.fixture(autouse=True)
def manager(client, jobcenter):
    user = make_user(Role.LEITUNG, jobcenter=jobcenter, is_staff=True)
    client.force_login(user)
    return user


def add(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def test_a_complete_year_is_entered_in_the_admin(client, jobcenter):
    instrument = make_instrument("AGH", legal_basis="§16d SGB II")
    municipality = make_municipality(jobcenter)
    site = make_site(jobcenter)
    product = make_product(jobcenter)
    plan_line = PlanLine.objects.create(chart="NKF NRW", code="15", label="Transferaufwendungen")
    indicator = Indicator.objects.create(name="Bedarfsgemeinschaften", unit="BG")

    answer = send(
        client,
        add(Programme),
        year="2032",
        title="Arbeitsmarkt- und Integrationsprogramm 2032",
        focus_areas__0__title="Rahmenbedingungen",
        stages__0__position="1",
        stages__0__name="Haushaltsplanentwurf",
        stages__0__slug="entwurf",
        indicator_values__0__code="B01",
        indicator_values__0__indicator=str(indicator.pk),
        indicator_values__0__value="7.600",
    )
    assert errors_of(answer) == []
    programme = Programme.objects.get()
    top = FocusArea.objects.get()

    answer = send(
        client,
        add(FocusArea),
        title="Personal",
        parent=str(top.pk),
        text='<p>Mehr <strong>Beratung</strong></p><script>alert("x")</script>',
        state="arbeit",
    )
    assert errors_of(answer) == []
    section = FocusArea.objects.get(parent=top)

    answer = send(
        client,
        add(Measure),
        title="Familiencoaching",
        focus_area=str(section.pk),
        starts_on="01.03.2032",
        planned_places="12",
        instruments=[str(instrument.pk)],
        municipalities=[str(municipality.pk)],
        measure_sites__0__site=str(site.pk),
        measure_sites__0__places="8",
    )
    assert errors_of(answer) == []
    measure = Measure.objects.get()

    answer = send(
        client,
        add(BudgetStage),
        name="Vorläufige Zuteilung",
        slug="vorlaeufig",
        dated="15.12.2031",
        lines__0__kind="zuweisung",
        lines__0__label="Eingliederungstitel",
        lines__0__fund="EGT",
        lines__0__amount="13.015.000,50",
        lines__0__product=str(product.pk),
        lines__0__plan_line=str(plan_line.pk),
        lines__0__measure=str(measure.pk),
        staffing__0__code="P03",
        staffing__0__label="Bildung und Teilhabe",
        staffing__0__posts="10,5",
        stated_figures__0__code="F02",
        stated_figures__0__value="13015000",
        stated_figures__0__unit="€",
    )
    assert errors_of(answer) == []
    stage = BudgetStage.objects.get(slug="vorlaeufig")

    answer = send(
        client,
        f"{add(BudgetLine)}?stage={stage.pk}",
        kind="umschichtung",
        label="Umschichtung",
        fund="EGT",
        to_fund="VWT",
        amount="",
    )
    assert errors_of(answer) == []

    answer = send(
        client,
        add(Paper),
        reference="047/2032",
        lead_office="Jobcenter",
        subject="Programm 2032",
        resolution="<p>Das Programm wird beschlossen.</p>",
        stage=str(stage.pk),
        products=[str(product.pk)],
        plan_lines=[str(plan_line.pk)],
        amount_required="1.234,56",
        consultations__0__committee="Kreisausschuss",
        consultations__0__meets_on="19.02.2032",
        signatures__0__office="Amtsleitung",
        attachments__0__title="Programm",
    )
    assert errors_of(answer) == []

    assert programme.jobcenter == jobcenter
    assert (section.level, section.text) == (2, "<p>Mehr <strong>Beratung</strong></p>")
    assert (measure.programme, measure.starts_on, measure.planned_entries) == (programme, date(2032, 3, 1), None)
    assert measure.measure_sites.get().places == 8
    assert (stage.position, stage.dated) == (2, date(2031, 12, 15))
    allocation, transfer = stage.lines.all()
    assert (allocation.amount, allocation.product) == (Decimal("13015000.50"), product)
    assert (transfer.amount, transfer.to_fund) == (None, "VWT")
    assert StaffingLine.objects.get().posts == Decimal("10.5")
    assert StatedFigure.objects.get().value == 13015000
    assert IndicatorValue.objects.get().value == 7600
    paper = Paper.objects.get()
    assert (paper.amount_required, paper.amount_planned, paper.financial_effects) == (Decimal("1234.56"), None, None)
    assert paper.consultations.get().meets_on == date(2032, 2, 19)
    assert (paper.signatures.count(), paper.attachments.count()) == (1, 1)


def test_amounts_are_shown_in_german_and_saving_changes_nothing(client, jobcenter):
    line = make_line(make_stage(make_programme(jobcenter=jobcenter)), "1234.5")
    unknown = make_line(line.stage, None)

    page = client.get(change(line)).content.decode()
    answer = send(client, change(line.stage))

    assert 'value="1.234,5"' in page
    assert errors_of(answer) == []
    line.refresh_from_db()
    unknown.refresh_from_db()
    assert (line.amount, unknown.amount) == (Decimal("1234.50"), None)


def test_a_stage_with_many_lines_is_saved(client, jobcenter):
    stage = make_stage(make_programme(jobcenter=jobcenter))
    for number in range(80):
        make_line(stage, "10", label=f"Position {number}")

    answer = send(client, change(stage), lines__79__amount="11,50")

    assert errors_of(answer) == []
    assert stage.lines.get(label="Position 79").amount == Decimal("11.50")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("viel", "»viel« ist keine Zahl."),
        ("1.23", "»1.23« ist nicht eindeutig"),
        ("1,234", "höchstens 2 Dezimalstellen"),
        ("9" * 30, "Ziffern"),
        ("NaN", "»NaN« ist keine Zahl."),
        ("1\x00", "ist keine Zahl"),
    ],
)
def test_an_amount_that_is_no_number_is_explained(client, jobcenter, written, message):
    line = make_line(make_stage(make_programme(jobcenter=jobcenter)), "1")

    (error,) = errors_of(send(client, change(line), amount=written))

    assert message in error


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "umschichtung", "to_fund": "EGT"}, "von einem Topf in einen anderen"),
        ({"kind": "umschichtung"}, "nennt beide Töpfe"),
        ({"kind": "umschichtung", "to_fund": "VWT", "amount": "-1"}, "größer als 0"),
        ({"kind": "zuweisung", "to_fund": "VWT"}, "nur einen"),
        ({"kind": "geschenk"}, "Bitte eine gültige Auswahl treffen"),
        ({"position": "-1"}, "größer"),
        ({"position": "99999999999"}, "kleiner"),
        ({"position": "x"}, "ganze Zahl"),
        ({"label": ""}, "zwingend"),
        ({"label": "x" * 300}, "höchstens 200 Zeichen"),
        ({"measure": "abc"}, "gibt es hier nicht"),
    ],
)
def test_the_rules_of_a_budget_line_are_explained(client, jobcenter, values, message):
    stage = make_stage(make_programme(jobcenter=jobcenter))
    line = make_line(stage, "1")

    alone = errors_of(send(client, change(line), **values))
    inline = errors_of(send(client, change(stage), **{f"lines__0__{name}": value for name, value in values.items()}))

    assert [error for error in alone if message in error]
    assert [error for error in inline if message in error]


def test_rules_that_include_the_programme_are_explained(client, jobcenter):
    programme = make_programme(jobcenter=jobcenter)
    make_measure(programme, "Doppelt")
    stage = make_stage(programme, "entwurf")
    make_paper(programme, "1/2031")

    assert errors_of(send(client, add(Measure), title="Doppelt")) == [
        "Eine Maßnahme mit diesem Titel gibt es in diesem Programm bereits."
    ]
    assert errors_of(send(client, add(BudgetStage), name="X", slug="entwurf")) == [
        "Dieses Kürzel hat bereits ein anderer Haushaltsstand des Programms."
    ]
    assert errors_of(send(client, change(stage), deviation="5")) == [
        "Der erste Stand hat keinen Stand davor, von dem er abweichen könnte."
    ]
    assert errors_of(send(client, add(Paper), reference="1/2031", lead_office="X", subject="X")) == [
        "Diese Nummer hat bereits eine andere Vorlage des Programms."
    ]
    assert errors_of(send(client, f"{add(Programme)}?jobcenter={jobcenter.pk}", year="2031", title="X")) == [
        "Für dieses Jahr hat das Jobcenter bereits ein Programm."
    ]
    assert errors_of(send(client, add(Measure), title="Rückwärts", starts_on="02.01.2031", ends_on="01.01.2031")) == [
        "Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Daten."
    ]
    assert errors_of(send(client, add(Measure), title="Datum", starts_on="31.02.2031")) == [
        "Bitte ein gültiges Datum eingeben."
    ]


def test_two_new_rows_with_the_same_key_are_explained(client, jobcenter):
    stage = make_stage(make_programme(jobcenter=jobcenter))
    rows = {
        f"staffing__{number}__{name}": value
        for number in (0, 1)
        for name, value in {"code": "P02", "label": "X", "kind": "plan", "qualifier": "genau", "decimals": "0"}.items()
    }

    answer = send(client, change(stage), staffing__TOTAL_FORMS="2", **rows)

    assert errors_of(answer) == ["Die Kennung »P02« steht zweimal auf dieser Seite."]


def test_a_page_adds_a_bounded_number_of_rows(client, jobcenter):
    stage = make_stage(make_programme(jobcenter=jobcenter))
    make_staffing(stage, "4")

    answer = send(client, change(stage), staffing__TOTAL_FORMS="900", staffing__INITIAL_FORMS="900")

    rows = {inline.formset.prefix: inline.formset for inline in answer.context["inline_admin_formsets"]}["staffing"]
    assert len(rows.forms) == 1 + MOST_NEW
    assert rows.non_form_errors() == [
        "Auf einmal lassen sich höchstens 100 Zeilen hinzufügen. Nichts wurde gespeichert."
    ]


def test_the_tree_of_sections_keeps_three_levels_and_no_circle(client, jobcenter):
    programme = make_programme(jobcenter=jobcenter)
    top = make_focus_area(programme, "Oben")
    middle = make_focus_area(programme, "Mitte", parent=top)
    low = make_focus_area(programme, "Unten", parent=middle)

    assert errors_of(send(client, change(top), parent=str(low.pk))) == [
        "Ein Abschnitt kann nicht sich selbst untergeordnet werden."
    ]
    assert errors_of(send(client, add(FocusArea), title="Zu tief", parent=str(low.pk))) == [
        "Abschnitte haben höchstens drei Ebenen."
    ]
    assert errors_of(send(client, change(programme), focus_areas__0__parent=str(low.pk))) == [
        "Ein Abschnitt kann nicht sich selbst untergeordnet werden."
    ]
    assert errors_of(send(client, change(middle), parent="")) == []
    low.refresh_from_db()
    assert low.level == 2


def test_sections_are_listed_as_in_the_programme_and_move_among_siblings(client, jobcenter):
    programme = make_programme(jobcenter=jobcenter)
    second = make_focus_area(programme, "Zweitens", position=2)
    first = make_focus_area(programme, "Erstens", position=1)
    make_focus_area(programme, "Darunter B", parent=first, position=2)
    below = make_focus_area(programme, "Darunter A", parent=first, position=1)
    listed = reverse("admin:programmes_focusarea_changelist")

    def outline() -> list[tuple[str, str]]:
        return [(section.number, section.title) for section in client.get(listed).context["cl"].result_list]

    before = outline()
    client.post(reverse("admin:programmes_focusarea_move", args=[second.pk]), {"richtung": "hinauf"})
    client.post(reverse("admin:programmes_focusarea_move", args=[below.pk]), {"richtung": "hinauf"})

    assert before == [("1", "Erstens"), ("1.1", "Darunter A"), ("1.2", "Darunter B"), ("2", "Zweitens")]
    assert outline() == [("1", "Zweitens"), ("2", "Erstens"), ("2.1", "Darunter A"), ("2.2", "Darunter B")]


def test_what_is_in_use_is_not_deleted(client, jobcenter):
    programme = make_programme(jobcenter=jobcenter)
    section = make_focus_area(programme)
    make_measure(programme, "Gebraucht", focus_area=section)
    address = reverse("admin:programmes_focusarea_delete", args=[section.pk])

    asked = client.get(address).content.decode()
    answer = client.post(address, {"post": "yes"})

    assert "Gebraucht" in asked
    assert answer.status_code == 200
    assert FocusArea.objects.filter(pk=section.pk).exists()


LISTS = {
    "programmes.programme": lambda number, programme, stage: make_programme(
        2040 + number, jobcenter=programme.jobcenter
    ),
    "programmes.focusarea": lambda number, programme, stage: make_focus_area(programme, f"A{number}"),
    "programmes.measure": lambda number, programme, stage: make_measure(
        programme, focus_area=make_focus_area(programme, f"M{number}")
    ).instruments.add(make_instrument()),
    "programmes.site": lambda number, programme, stage: make_site(
        programme.jobcenter, municipality=make_municipality(programme.jobcenter)
    ),
    "budget.budgetstage": lambda number, programme, stage: make_stage(programme, f"s{number}", deviation=None),
    "budget.budgetline": lambda number, programme, stage: make_line(
        stage, "1", product=make_product(programme.jobcenter, f"{number:06d}")
    ),
    "proposals.paper": lambda number, programme, stage: make_paper(programme, f"{number}/2031", stage=stage),
}


@pytest.mark.parametrize("label", LISTS)
def test_a_list_costs_the_same_queries_for_1_and_30_rows(client, jobcenter, django_assert_max_num_queries, label):
    programme = make_programme(jobcenter=jobcenter)
    stage = make_stage(programme)
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    LISTS[label](1, programme, stage)
    LISTS[label](2, programme, stage)
    with django_assert_max_num_queries(12) as few:
        client.get(address)

    for number in range(3, 31):
        LISTS[label](number, programme, stage)
    with django_assert_max_num_queries(12) as many:
        client.get(address)

    assert len(many) == len(few)


@pytest.mark.parametrize("kind", ["lines", "sections"])
def test_a_page_with_rows_costs_the_same_queries_for_1_and_30_rows(
    client, jobcenter, django_assert_max_num_queries, kind
):
    programme = make_programme(jobcenter=jobcenter)
    stage = make_stage(programme)
    address = change(stage) if kind == "lines" else change(programme)

    def fill(number: int) -> None:
        for index in range(number):
            make_line(stage, "1") if kind == "lines" else make_focus_area(programme, f"A{number}.{index}")

    fill(1)
    with django_assert_max_num_queries(25) as few:
        client.get(address)
    fill(29)
    with django_assert_max_num_queries(25) as many:
        client.get(address)

    assert len(many) == len(few)
