"""The shipped files: they load into an empty database, come out as they went in, and give the figures of the paper."""

from decimal import Decimal
from pathlib import Path

import pytest

from budget.models import BudgetLine, Indicator, PlanLine
from budget.queries import figures_of, find_stage
from programmes.models import FocusArea, FocusAreaState, Instrument, Jobcenter, Measure, MeasureSite, Programme
from proposals.exchange import export_programme, import_files
from proposals.models import Paper
from tests.proposals.test_exchange_roundtrip import empty_database

DATA = Path(__file__).resolve().parent.parent.parent / "data"
REFERENCE, WARENDORF, COESFELD = (
    (name, (DATA / name).read_bytes()) for name in ("referenz.yaml", "warendorf-2021.yaml", "coesfeld-2021.yaml")
)


def without_remarks(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))


@pytest.mark.django_db
def test_the_files_load_together_and_again_without_a_change():
    loaded = import_files(files=[REFERENCE, WARENDORF, COESFELD])
    again = import_files(files=[REFERENCE, WARENDORF, COESFELD])

    assert all(file.created for file in loaded)
    assert [file.created for file in again] == [{}, {}, {}]
    assert set(Jobcenter.objects.values_list("slug", flat=True)) == {"warendorf", "coesfeld"}
    assert Instrument.objects.count() == 22
    assert PlanLine.objects.filter(chart="NKF NRW").count() == 22
    assert Indicator.objects.filter(name="Bedarfsgemeinschaften").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("slug", "file"), [("warendorf", WARENDORF), ("coesfeld", COESFELD)])
def test_a_file_needs_no_other_and_comes_out_as_it_went_in(slug, file):
    import_files(files=[file])
    first = export_programme(programme=Programme.objects.get(jobcenter__slug=slug))
    empty_database()
    import_files(files=[("export.yaml", first.encode())])

    second = export_programme(programme=Programme.objects.get(jobcenter__slug=slug))

    assert second == first
    assert without_remarks(first) == without_remarks(file[1].decode())


@pytest.mark.django_db
def test_every_figure_of_warendorf_equals_the_paper(warendorf):
    figures = {figure.id: figure for figure in figures_of(find_stage(warendorf, "vorlaeufig"))}

    money = [f"F0{number}" for number in range(1, 8)]
    posts = [f"P0{number}" for number in range(1, 8)]
    ids = [*money, *posts, "B01", "B02", "X01", "X02", "X03", "X04"]
    assert [id for id in ids if figures[id].matches is not True] == []
    assert figures["F05"].value == Decimal(12_466_000)
    assert figures["F07"].value == Decimal(11_831_000)
    assert figures["P01"].value == 207
    assert figures["P07"].value == Decimal("203.5")
    assert figures["F03"].value == Decimal(-58_000)
    assert len(figures["F02"].stated) == 2
    places = warendorf.indicator_values.get(code="X04")
    assert (places.value, places.measure_site.places, figures["X04"].value) == (None, 12, 12)
    assert figures["X04"].source == places.measure_site.source != ""


@pytest.mark.django_db
def test_warendorf_leaves_empty_what_the_paper_does_not_say(warendorf):
    paper = Paper.objects.get()
    amounts = [field.name for field in Paper._meta.fields if field.get_internal_type() == "DecimalField"]
    draft = BudgetLine.objects.filter(stage__slug="entwurf")

    assert len(amounts) == 8
    assert {getattr(paper, name) for name in amounts} == {None}
    assert [(line.fund, line.amount) for line in draft] == [("VWT", None), ("EGT", None)]
    assert {site.site.name: site.places for site in MeasureSite.objects.filter(measure__title="Werkcampus")} == {
        "Werkcampus Warendorf": None,
        "Werkcampus Ennigerloh": 12,
        "Werkcampus Beckum": None,
    }
    without_instrument = Measure.objects.filter(instruments=None).values_list("title", flat=True)
    assert {"Re.start", "Familiencoachings"} <= set(without_instrument)
    assert any(title.startswith("ANNA") for title in without_instrument)


@pytest.mark.django_db
def test_warendorf_has_all_sections_measures_and_municipalities(warendorf):
    sections = FocusArea.objects.filter(programme=warendorf)

    assert [sections.filter(level=level).count() for level in (1, 2, 3)] == [2, 11, 18]
    assert set(sections.values_list("state", flat=True)) == {FocusAreaState.DONE}
    silent = set(sections.filter(text="").values_list("title", flat=True))
    assert silent == {
        "Finanzielle und personelle Rahmenbedingungen",
        "Kontinuierliche Begleitung junger Menschen am Übergang Schule – Beruf",
        "Gleichberechtigte Förderung und Integration von Frauen und Männern verbessern",
        "Langfristige Integration von Menschen mit Migrationshintergrund",
    }
    assert warendorf.jobcenter.municipalities.count() == 13
    assert warendorf.measures.filter(focus_area=None).count() == 0
    assert [one.committee for one in Paper.objects.get().consultations.all()] == [
        "Ausschuss für Arbeit, Wirtschaft und Gleichstellung",
        "Kreisausschuss",
    ]


@pytest.mark.django_db
def test_coesfeld_adds_up_to_the_euro():
    import_files(files=[COESFELD])

    amounts = BudgetLine.objects.values_list("amount", flat=True)

    assert sum(amounts) == Decimal(6_495_554)
    assert len(amounts) == 9


def test_no_sentence_is_the_one_of_the_paper():
    """The narrative is in our own words; only titles and the formula of the resolution are quoted."""
    text = WARENDORF[1].decode()

    for phrase in (
        "Dreh- und Angelpunkt",
        "von elementarer Bedeutung",
        "oftmals keine einfache Aufgabe",
        "Hilfetragger",
    ):
        assert phrase not in text
