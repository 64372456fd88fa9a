from dataclasses import replace
from decimal import Decimal

from amp.numbers import quantity
from budget.figures import Fund, Origin, calculated_extras, key_figures
from tests.budget import warendorf
from tests.budget.rows import transfer

NBSP = "\N{NO-BREAK SPACE}"


def figures():
    return {figure.id: figure for figure in key_figures(warendorf.STAGE, warendorf.STATED)}


def printed(figure):
    return quantity(figure.value, figure.unit, figure.qualifier, figure.precision).replace(NBSP, " ")


def test_warendorf_values_equal_the_paper():
    values = {id: figure.value for id, figure in figures().items()}

    assert values == {
        "F01": 14_310_000,
        "F02": 13_015_000,
        "F03": -58_000,
        "F04": 549_000,
        "F05": 12_466_000,
        "F06": 635_000,
        "F07": 11_831_000,
        "P01": 207,
        "P02": 186,
        "P03": Decimal("10.5"),
        "P04": Decimal("6.5"),
        "P05": 4,
        "P06": Decimal("3.5"),
        "P07": Decimal("203.5"),
        "B01": 7600,
        "B02": 7350,
        "X01": 3200,
        "X02": 20,
        "X03": 45,
        "X04": 12,
    }


def test_warendorf_figures_all_match_the_stated_ones():
    verdicts = {id: figure.matches for id, figure in figures().items()}

    assert verdicts == dict.fromkeys(verdicts, True)


def test_warendorf_figures_print_as_in_the_paper():
    assert {id: printed(figure) for id, figure in figures().items()} == {
        "F01": "14.310 T€",
        "F02": "rd. 13.015 T€",
        "F03": "−58 T€",
        "F04": "prognostiziert 549 T€",
        "F05": "rd. 12.466 T€",
        "F06": "rd. 635 T€",
        "F07": "rd. 11.831 T€",
        "P01": "rd. 207 Stellen",
        "P02": "rd. 186 Stellen",
        "P03": "10,5 Stellen",
        "P04": "6,5 Stellen",
        "P05": "4 Stellen",
        "P06": "3,5 Stellen",
        "P07": "rd. 203,5 Stellen",
        "B01": "7.600",
        "B02": "7.350",
        "X01": "3.200 Familien",
        "X02": "über 20 Schulen",
        "X03": "annähernd 45 %",
        "X04": "12 Plätze",
    }


def test_warendorf_derivations_name_their_terms():
    f05, f07, p07 = (figures()[id] for id in ("F05", "F07", "P07"))

    assert [(term.sign, term.id, term.value) for term in f05.derivation] == [
        (1, "F02", 13_015_000),
        (-1, "F04", 549_000),
    ]
    assert [(term.sign, term.id, term.value) for term in f07.derivation] == [
        (1, "F05", 12_466_000),
        (-1, "F06", 635_000),
    ]
    assert [(term.sign, term.id, term.value) for term in p07.derivation] == [
        (1, "P01", 207),
        (-1, "P06", Decimal("3.5")),
    ]


def test_warendorf_staffing_sum_names_its_lines():
    assert [term.id for term in figures()["P01"].derivation] == ["P02", "P03", "P04", "P05"]


def test_warendorf_labels_come_from_the_rows():
    assert figures()["F06"].label == "Aufwendungen Werkcampus"
    assert figures()["P06"].label == "Einsparung in den beiden operativen Sachgebieten"
    assert figures()["F03"].label == "Abweichung zum vorherigen Stand (Haushaltsplanentwurf)"


def test_warendorf_origins():
    assert figures()["F01"].origin == Origin.ENTERED
    assert figures()["F03"].origin == Origin.STATED
    assert figures()["F05"].origin == Origin.CALCULATED
    assert figures()["F01"].source == "Vorlage 047/2021"


def test_the_title_stated_twice_is_compared_twice():
    assert [one.matches for one in figures()["F02"].stated] == [True, True]


def test_warendorf_extras_are_calculated_and_never_stated():
    extras = calculated_extras(warendorf.STAGE, key_figures(warendorf.STAGE, warendorf.STATED))

    assert [(extra.id, extra.value, printed(extra)) for extra in extras] == [
        ("Z01", 27_325_000, "rd. 27.325 T€"),
        ("Z02", 14_859_000, "rd. 14.859 T€"),
        ("Z03", -250, "−250"),
    ]
    assert [extra.note for extra in extras] == [
        "",
        "sofern das Verwaltungsbudget vor der Umschichtung angegeben ist",
        "",
    ]
    assert [extra.stated for extra in extras] == [(), (), ()]


def test_extras_with_an_unknown_term_are_left_out():
    without_transfer = replace(warendorf.STAGE, lines=warendorf.LINES[:2], indicators=())

    extras = calculated_extras(without_transfer, key_figures(without_transfer))

    assert [extra.id for extra in extras] == ["Z01"]


def test_the_administration_budget_counts_transfers_with_every_fund():
    from_municipality = transfer(9_000, fund=Fund.KOM, to_fund=Fund.VWT)
    stage = replace(warendorf.STAGE, lines=(*warendorf.LINES, from_municipality))

    extras = {extra.id: extra for extra in calculated_extras(stage, key_figures(stage))}

    assert extras["Z02"].value == 14_868_000
    assert [(term.sign, term.id, term.value) for term in extras["Z02"].derivation] == [
        (1, "F01", 14_310_000),
        (1, "F04", 549_000),
        (1, None, 9_000),
    ]
