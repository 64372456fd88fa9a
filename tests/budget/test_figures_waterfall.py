from budget.figures import Fund, StageRow, key_figures, waterfall
from tests.budget import warendorf
from tests.budget.rows import allocation, expenditure, transfer


def bars(*lines):
    steps = waterfall(key_figures(StageRow(name="Ansatz", lines=lines)))
    return [(step.id, step.value, step.start, step.end, step.is_total) for step in steps]


def test_warendorf_falls_from_13015_to_11831():
    steps = waterfall(key_figures(warendorf.STAGE))

    assert [(step.id, int(step.value / 1000), int(step.start / 1000), int(step.end / 1000)) for step in steps] == [
        ("F02", 13_015, 0, 13_015),
        ("F04", -549, 13_015, 12_466),
        ("F05", 12_466, 0, 12_466),
        ("F06", -635, 12_466, 11_831),
        ("F07", 11_831, 0, 11_831),
    ]
    assert [step.is_total for step in steps] == [True, False, True, False, True]


def test_a_title_that_nothing_is_taken_from_is_one_bar():
    assert bars(allocation(9)) == [("F02", 9, 0, 9, True)]


def test_money_from_other_funds_goes_up():
    assert bars(allocation(9), transfer(2), transfer(5, Fund.KOM, Fund.EGT)) == [
        ("F02", 9, 0, 9, True),
        ("F04", -2, 9, 7, False),
        (None, 5, 7, 12, False),
        ("F05", 12, 0, 12, True),
    ]


def test_the_bars_end_where_the_figures_become_unknown():
    assert bars() == []
    assert [bar[0] for bar in bars(allocation(9), transfer(None))] == ["F02"]
    assert [bar[0] for bar in bars(allocation(9), transfer(1), expenditure(None, product_separate=True))] == [
        "F02",
        "F04",
        "F05",
    ]
