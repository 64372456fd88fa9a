"""What operators and other programs get from `manage.py key_figures`."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_indicator_value, make_jobcenter, make_line, make_programme, make_staffing, make_stage
from tests.factories import make_stated as stated

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("key_figures", *arguments, stdout=out)
    return out.getvalue()


def figures(*arguments: str) -> dict[str, dict]:
    document = json.loads(run(*arguments, "--json"))
    assert list(document) == ["figures"]
    return {figure["id"]: figure for figure in document["figures"]}


@pytest.fixture
def stage():
    programme = make_programme(2031, jobcenter=make_jobcenter("musterkreis", name="Jobcenter Musterkreis"))
    make_stage(programme, "entwurf")
    stage = make_stage(programme, "zuteilung", name="Vorläufige Zuteilung")
    make_line(stage, "14310000", fund="VWT", label="Verwaltungsbudget", decimals=-3)
    make_line(stage, "13015000", label="Zuweisung", decimals=-3, qualifier="rd.")
    make_line(stage, "549000", "umschichtung", to_fund="VWT", label="Umschichtung", decimals=-3)
    make_staffing(stage, "10.5", "P03", label="Bildung und Teilhabe")
    stated(stage, "14310000", "F01", decimals=-3)
    stated(stage, "13016000", "F02", decimals=-3, qualifier="rd.")
    return stage


def test_json_figure_has_exactly_the_agreed_fields(stage):
    assert figures("musterkreis", "2031")["F05"] == {
        "id": "F05",
        "label": "Eingliederungsbudget nach Umschichtung",
        "value": "12466000",
        "unit": "€",
        "qualifier": "rd.",
        "derivation": [
            {"sign": "+", "label": "Eingliederungstitel", "value": "13015000"},
            {"sign": "−", "label": "Umschichtung Eingliederungstitel → Verwaltungsbudget", "value": "549000"},
        ],
        "stated": None,
        "matches": None,
    }


def test_json_compares_with_the_stated_value(stage):
    found = figures("musterkreis", "2031")

    assert [(found[id]["stated"], found[id]["matches"]) for id in ("F01", "F02")] == [
        ("14310000", True),
        ("13016000", False),
    ]


@pytest.mark.parametrize(
    ("stored", "printed"), [("10.50", "10.5"), ("4.00", "4"), ("100.00", "100"), ("0.00", "0"), (None, None)]
)
def test_json_values_are_plain_decimal_strings(stage, stored, printed):
    make_staffing(stage, stored, "P09")

    assert figures("musterkreis", "2031")["P09"]["value"] == printed


def test_another_stage_names_the_same_figures_and_leaves_open_what_it_does_not_know(stage):
    make_indicator_value(stage.programme, "7350", "B02", stage=stage)

    before, after = (figures("musterkreis", "2031", "--stage", slug) for slug in ("entwurf", "zuteilung"))

    assert [before[id]["value"] for id in ("F01", "F05", "B02")] == [None, None, None]
    assert after["B02"]["value"] == "7350"


def test_text_aligns_values_and_shows_sums_and_checks(stage):
    lines = run("musterkreis", "2031").splitlines()

    assert lines[:2] == ["Jobcenter Musterkreis 2031 · Vorläufige Zuteilung", ""]
    rows = {line[:4].strip(): line for line in lines[2:] if line[:4].strip()}
    assert rows["F01"].split("  ")[-1] == "✓"
    assert rows["F02"].endswith(f"rd. 13.015{NBSP}T€  ≠ Vorlage: rd. 13.016{NBSP}T€")
    assert rows["F06"].endswith("  –")
    at = lines.index(rows["F05"])
    assert [line.split()[:2] for line in lines[at + 1 : at + 3]] == [
        ["+", "Eingliederungstitel"],
        ["−", "Umschichtung"],
    ]
    ends = {line.index("T€") + 2 for line in lines[at : at + 3]}
    assert len(ends) == 1


def test_text_tells_what_the_paper_states_where_nothing_is_known(stage):
    stated(stage, "635000", "F06", decimals=-3)

    line = next(line for line in run("musterkreis", "2031").splitlines() if line.startswith("F06"))

    assert line.endswith(f"–  – Vorlage: 635{NBSP}T€")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("anderswo", "2031"), "Das Jobcenter »anderswo« gibt es nicht. Vorhanden: musterkreis."),
        (("musterkreis", "2030"), "Für das Jahr »2030« hat »musterkreis« kein Programm. Vorhanden: 2031."),
        (
            ("musterkreis", "2031", "--stage", "nachtrag"),
            "Den Haushaltsstand »nachtrag« gibt es in diesem Programm nicht. Vorhanden: entwurf, zuteilung.",
        ),
    ],
)
def test_unknown_names_are_answered_with_those_that_exist(stage, arguments, message):
    with pytest.raises(CommandError) as refusal:
        run(*arguments)

    assert str(refusal.value) == message


def test_programme_without_a_stage_says_what_to_do():
    make_programme(2031, jobcenter=make_jobcenter("musterkreis"))

    with pytest.raises(CommandError, match="noch keinen Haushaltsstand"):
        run("musterkreis", "2031")


def test_deviation_known_only_as_a_sum_is_printed_without_parts(stage):
    stage.deviation, stage.decimals = Decimal(-58000), -3
    stage.save()

    assert figures("musterkreis", "2031")["F03"]["value"] == "-58000"


WARENDORF = {
    **{"F01": "14310000", "F02": "13015000", "F03": "-58000", "F04": "549000"},
    **{"F05": "12466000", "F06": "635000", "F07": "11831000"},
    **{"P01": "207", "P02": "186", "P03": "10.5", "P04": "6.5", "P05": "4", "P06": "3.5", "P07": "203.5"},
    **{"B01": "7600", "B02": "7350"},
    **{"X01": "3200", "X02": "20", "X03": "45", "X04": "12"},
}


@pytest.mark.parametrize("stage", [(), ("--stage", "vorlaeufig")])
def test_the_programme_of_warendorf_equals_its_paper_in_every_figure(warendorf, stage):
    found = figures("warendorf", "2021", *stage)

    assert {id: figure["value"] for id, figure in found.items()} == WARENDORF
    assert {id: figure["matches"] for id, figure in found.items()} == dict.fromkeys(WARENDORF, True)
    assert {id: figure["stated"] for id, figure in found.items()} == WARENDORF


def test_the_draft_of_warendorf_names_the_same_figures(warendorf):
    found = figures("warendorf", "2021", "--stage", "entwurf")

    assert set(found) == set(WARENDORF)
    known = {id: figure["value"] for id, figure in found.items() if figure["value"] is not None}
    assert {id: known.get(id) for id in ("F01", "P01", "B01", "B02")} == {
        "F01": None,
        "P01": "207",
        "B01": "7600",
        "B02": None,
    }
