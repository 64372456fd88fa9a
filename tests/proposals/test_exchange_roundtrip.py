"""Export, import into an empty database, export: the same bytes, however odd the values are."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.models import BudgetLine, BudgetStage, Indicator, IndicatorValue, PlanLine
from programmes.models import FocusArea, Instrument, Jobcenter, Measure, Programme, Site
from proposals.exchange import export_programme, import_files
from proposals.exchange.prose import compact, lay_out
from proposals.exchange.schema import IDENTITY, PROGRAMME, REFERENCE_PARTS, Part, Shape
from proposals.exchange.writing import _reads_back, text
from proposals.models import Attachment, Consultation, Paper, Signature
from tests.factories import (
    make_focus_area,
    make_indicator_value,
    make_instrument,
    make_jobcenter,
    make_line,
    make_measure,
    make_measure_site,
    make_municipality,
    make_paper,
    make_partner,
    make_product,
    make_programme,
    make_site,
    make_staffing,
    make_stage,
    make_stated,
    make_target_group,
)

NASTY = (
    "null",
    "yes",
    "Nein",
    "050210",
    "12e3",
    "~",
    " führendes und folgendes Leerzeichen ",
    "Doppelpunkt: und # Raute",
    "endet mit Doppelpunkt:",
    "- Strich",
    "'einfach' und \"doppelt\"",
    "Rück\\strich\\n",
    "Zeile 1\nZeile 2\r\n\tTab",
    "geschütztes\N{NO-BREAK SPACE}Leerzeichen",
    "\N{NO-BREAK SPACE}",
    "Ärger & Größe – „Zitat“ »Zitat«",
    "😀 Gesicht",
    "&anker *verweis !tag %prozent @at `tick`",
    "{geschweift: [eckig]}",
    "=SUMME(A1:A9)",
    "a\N{LINE SEPARATOR}b\x85c\x07d\N{ZERO WIDTH NO-BREAK SPACE}e",
    "a\n\n\nb",
    "<<",
    "lang " * 23 + "Ende",
)
NASTY_PROSE = (
    "<p>Ein Absatz</p><p>Noch einer: mit # und 'allem'</p>",
    "<p>a\N{NO-BREAK SPACE}b &amp; c &lt; d</p>\n<p>  zwei   Leerzeichen  </p>",
    "<h4>Titel</h4><ul><li><p>a</p></li><li><p>b</p><ul><li>c</li></ul></li></ul>",
    "<ol><li>x</li></ol><table><tbody><tr><th>A</th><td>1</td></tr></tbody></table>",
    "<p>mitten\nim Satz</p>",
    "<p>x</p>\n\n\n<p>mit\n\n\tTab</p>",
    "nur Text ohne Element",
    "- kein Listeneintrag: wirklich",
    "<p>" + "sehr langer Text " * 400 + "</p>",
    '<p><a href="https://example.org/?a=1&amp;b=2" title="x">Verweis</a><br>neu</p>',
    "<p>😀</p>",
    "<p>Zeilen\N{LINE SEPARATOR}trenner\x85</p>",
)


def empty_database():
    for model in (Paper, BudgetLine, IndicatorValue, BudgetStage, Measure, Programme, Site, Jobcenter):
        model.objects.all().delete()
    for model in (Instrument, PlanLine, Indicator):
        model.objects.all().delete()


def nasty_programme() -> Programme:
    jobcenter = make_jobcenter("nasty", name=NASTY[2], carrier=NASTY[6])
    towns = [make_municipality(jobcenter, name) for name in NASTY[:5]]
    sites = [make_site(jobcenter, name, municipality=towns[0]) for name in NASTY[5:9]] + [make_site(jobcenter, "leer")]
    groups = [make_target_group(jobcenter, name) for name in NASTY]
    partners = [make_partner(jobcenter, name) for name in NASTY]
    product = make_product(jobcenter, "000", name=NASTY[3], shown_separately=True)
    instruments = [
        make_instrument("null", valid_to=date(2020, 12, 31), legal_basis=NASTY[9]),
        make_instrument("null", valid_from=date(2021, 1, 1), note=NASTY[10]),
        make_instrument("a b: c", paid_from=NASTY[11]),
        make_instrument("unbenutzt"),
    ]
    plan_lines = [
        PlanLine.objects.create(chart="Rahmen  mit: Lücken", code="06", label=NASTY[1]),
        PlanLine.objects.create(chart="NKF", code="15", label="alt", valid_to=date(2020, 12, 31)),
        PlanLine.objects.create(chart="NKF", code="15", label="neu", valid_from=date(2021, 1, 1)),
    ]
    programme = make_programme(2021, jobcenter=jobcenter, title=NASTY[19], state="beratung")
    tree = [make_focus_area(programme, title, position=5) for title in NASTY[:3]]
    for position, html in enumerate(NASTY_PROSE):
        below = make_focus_area(
            programme, NASTY[position], parent=tree[position % 2], position=9 - position % 3, text=html
        )
        make_focus_area(programme, "null", parent=below, state="geprueft")
    measures = [
        make_measure(programme, title, description=html, focus_area=tree[0] if number % 2 else None, period=title)
        for number, (title, html) in enumerate(zip(NASTY, NASTY_PROSE, strict=False))
    ]
    measures[0].instruments.set(instruments[:3])
    measures[0].target_groups.set(groups)
    measures[0].partners.set(partners)
    measures[0].municipalities.set(towns)
    for number, site in enumerate(sites):
        measure_site = make_measure_site(
            measures[1], site, places=None if number else 0, qualifier="ggf.", source=NASTY[number]
        )
    stage = make_stage(programme, "eins", name=NASTY[12], position=3)
    other = make_stage(programme, "zwei", name="null", position=7, deviation=Decimal("-0.10"), dated=date(2021, 1, 31))
    make_line(stage, None, label=NASTY[14], measure=measures[2], product=product)
    make_line(stage, "0", label=NASTY[15], plan_line=plan_lines[0], instrument=instruments[2])
    make_line(
        other, "-1234567.89", "aufwand", label="x", plan_line=plan_lines[1], instrument=instruments[0], decimals=2
    )
    make_line(other, "549000", "umschichtung", to_fund="VWT", label="x", plan_line=plan_lines[2])
    make_staffing(stage, "10.50", "P02", label=NASTY[16], decimals=1)
    make_staffing(other, "-3.5", "null", kind="aenderung", qualifier="über")
    make_indicator_value(programme, "7.3500", "X01", stage=other, period="null")
    make_indicator_value(programme, "1.2345", "X02")
    make_indicator_value(programme, "12.3450", "X03")
    make_indicator_value(programme, None, "X04")
    make_indicator_value(programme, None, "X05", measure_site=measure_site)
    make_stated(other, "0", "F01", unit="null", source=NASTY[8], decimals=-3)
    make_paper(programme, NASTY[17], resolution=NASTY_PROSE[0], financial_effects=False)
    paper = make_paper(programme, "null", stage=other, in_budget_plan=True, amount_planned=Decimal("0.00"))
    paper.products.add(product)
    paper.plan_lines.set(plan_lines)
    Consultation.objects.create(paper=paper, committee=NASTY[18], role="entscheidung", meets_on=date(2021, 2, 3))
    Signature.objects.create(paper=paper, office=NASTY[19], only_with_financial_effects=True)
    for title in NASTY:
        Attachment.objects.create(paper=paper, title=title)
    return programme


@pytest.mark.django_db
def test_export_of_nasty_values_comes_back_byte_identical():
    first = export_programme(programme=nasty_programme())
    empty_database()

    import_files(files=[("nasty.yaml", first.encode())])

    programme = Programme.objects.get()
    assert export_programme(programme=programme) == first
    assert [stage.position for stage in programme.stages.all()] == [3, 7]
    assert set(Attachment.objects.values_list("title", flat=True)) == set(NASTY)
    assert list(programme.papers.values_list("financial_effects", "in_budget_plan", "amount_planned")) == [
        (False, None, None),
        (None, True, Decimal(0)),
    ]
    assert list(programme.indicator_values.values_list("value", flat=True)) == [
        Decimal("7.35"),
        Decimal("1.2345"),
        Decimal("12.345"),
        None,
        None,
    ]
    assert str(programme.indicator_values.get(code="X05").measure_site) == f"{NASTY[1]} – leer"


@pytest.mark.django_db
def test_importing_an_export_again_changes_nothing():
    exported = export_programme(programme=nasty_programme()).encode()

    (file,) = import_files(files=[("nasty.yaml", exported)])

    assert file.created == {}


@pytest.mark.django_db
def test_export_holds_only_the_common_reference_rows_it_needs():
    exported = export_programme(programme=nasty_programme())

    assert "a b: c" in exported
    assert "unbenutzt" not in exported


@pytest.mark.parametrize("html", NASTY_PROSE)
def test_laying_out_a_text_can_be_taken_back(html):
    assert compact(lay_out(html)) == compact(html)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_text_is_written_so_that_it_reads_back(value):
    assert _reads_back(f"x: {text(value)}\n", value)


@given(st.text(st.sampled_from(" \n\t:#-'\"|>&*!%@`[]{},?~=abcnulyeso0123456789.\\\r")))
def test_every_text_of_yaml_characters_reads_back(value):
    assert _reads_back(f"x: {text(value)}\n", value)


def shapes(shape: Shape, seen: set[int]) -> list[Shape]:
    if id(shape) in seen:
        return []
    seen.add(id(shape))
    return [shape, *(one for part in shape.parts.values() for one in shapes(part.shape, seen))]


def test_the_format_covers_every_field_of_every_model():
    """A new model field must be added to the format, or its values would be lost without a word."""
    found: set[int] = set()
    known = [*shapes(PROGRAMME, found), *REFERENCE_PARTS.values()]
    of_the_house = {FocusArea: {"responsible", "due_on"}}  # who writes and until when is nobody else's business
    derived = {"id", "position", "level", "parent_level", "jobcenter"}
    owners: dict[type, set[str]] = {}
    for shape in known:
        for part in shape.parts.values():
            owners.setdefault(part.shape.model, set()).update(part.owners)

    lost = {
        f"{shape.model.__name__}.{field.name}"
        for shape in known
        for field in (*shape.model._meta.fields, *shape.model._meta.many_to_many)
        if field.name not in shape.keys.values()
        and field.name not in derived
        and field.name not in owners.get(shape.model, ())
        and field.name not in of_the_house.get(shape.model, ())
    }

    assert len(known) > 15
    assert lost == set()
    assert all(isinstance(part, Part) or part for shape in known for part in shape.keys.values())
    assert set(IDENTITY) >= {shape.model for shape in REFERENCE_PARTS.values()}
