"""What holds for any rows whatever."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from amp.numbers import THOUSAND, Qualifier, quantity, thousands
from budget.figures import (
    BudgetRow,
    Dimension,
    Fund,
    LineKind,
    StaffingKind,
    StaffingRow,
    StageRow,
    breakdown,
    calculated_extras,
    change_list,
    fund_balances,
    key_figures,
    staffing_changes,
    waterfall,
)

money = st.decimals(min_value=0, max_value=10**9, places=2)
names = st.sampled_from(["", "A", "B"])
qualifiers = st.sampled_from(Qualifier)


@st.composite
def budget_rows(draw, amounts=money):
    kind = draw(st.sampled_from(LineKind))
    fund, other = draw(st.permutations(list(Fund)))[:2]
    return BudgetRow(
        kind=kind,
        fund=fund,
        to_fund=other if kind == LineKind.TRANSFER else None,
        amount=draw(amounts),
        qualifier=draw(qualifiers),
        precision=draw(st.sampled_from([Decimal(1), THOUSAND])),
        product_name=draw(names),
        product_separate=draw(st.booleans()),
        instrument_short=draw(names),
        label=draw(names),
    )


@st.composite
def staffing_rows(draw, posts):
    kind = draw(st.sampled_from(StaffingKind))
    return StaffingRow(kind=kind, label=draw(names), posts=draw(posts), qualifier=draw(qualifiers))


known_lines = st.lists(budget_rows(), max_size=8)
any_lines = st.lists(budget_rows(amounts=st.none() | money), max_size=8)
posts = st.decimals(min_value=-500, max_value=500, places=2)
any_staffing = st.lists(staffing_rows(posts=st.none() | posts), max_size=6)


def stage(lines=(), staffing=()):
    return StageRow(name="Ansatz", lines=tuple(lines), staffing=tuple(staffing))


def by_id(lines=(), staffing=()):
    return {figure.id: figure for figure in key_figures(stage(lines, staffing))}


@given(known_lines)
def test_transfers_never_change_the_total_over_all_funds(lines):
    everywhere = [*lines, *(BudgetRow(kind=LineKind.ALLOCATION, fund=fund, amount=Decimal(0)) for fund in Fund)]
    balances = fund_balances(everywhere)

    assert sum(balance.transferred for balance in balances) == 0
    assert sum(balance.available for balance in balances) == sum(
        row.amount for row in lines if row.kind == LineKind.ALLOCATION
    )


@given(known_lines)
def test_the_figures_agree_with_the_fund_balances(lines):
    found = by_id(lines)
    balances = {balance.fund: balance for balance in fund_balances(lines)}

    for id, fund in (("F01", Fund.VWT), ("F02", Fund.EGT)):
        assert found[id].value == (balances[fund].allocated if fund in balances else None)
    if found["F05"].value is not None:
        assert found["F05"].value == balances[Fund.EGT].available
    extras = {extra.id: extra.value for extra in calculated_extras(stage(lines), found.values())}
    moved = any(Fund.VWT in (row.fund, row.to_fund) for row in lines if row.kind == LineKind.TRANSFER)
    assert extras.get("Z02") == (balances[Fund.VWT].available if moved else None)


@given(known_lines, st.sampled_from(Dimension), money)
def test_parts_and_remainder_equal_the_whole(lines, by, whole):
    result = breakdown(lines, by=by, whole=whole)
    remainder = result.remainder.amount if result.remainder else 0

    assert sum(part.amount for part in result.parts) + remainder == whole


@given(known_lines, st.sampled_from(Dimension), st.sampled_from(LineKind))
def test_every_breakdown_of_the_same_rows_has_the_same_total(lines, by, kind):
    amounts = [row.amount for row in lines if row.kind == kind]

    assert breakdown(lines, by=by, kind=kind).total == (sum(amounts) if amounts else None)


@given(any_lines, any_staffing)
def test_a_value_is_the_signed_sum_of_its_terms_and_unknown_stays_unknown(lines, staffing):
    for figure in by_id(lines, staffing).values():
        values = [term.value for term in figure.derivation]
        if None in values or not values:
            assert figure.value is None
        else:
            assert figure.value == sum(term.sign * term.value for term in figure.derivation)


@given(known_lines, st.data())
def test_forgetting_an_amount_never_yields_another_value(lines, data):
    known = by_id(lines)
    forgotten = [
        replace(row, amount=None) if data.draw(st.booleans(), label=f"forget row {number}") else row
        for number, row in enumerate(lines)
    ]

    for id, figure in by_id(forgotten).items():
        assert figure.value in (None, known[id].value)


@given(any_lines, any_staffing)
def test_printing_a_figure_never_feeds_back_into_a_sum(lines, staffing):
    before = key_figures(stage(lines, staffing))
    for figure in before:
        quantity(figure.value, figure.unit, figure.qualifier, figure.precision)
        thousands(figure.value)

    assert key_figures(stage(lines, staffing)) == before


@given(known_lines)
def test_sums_do_not_depend_on_the_precision_their_rows_are_printed_in(lines):
    coarse = [replace(row, precision=THOUSAND) for row in lines]

    assert [figure.value for figure in by_id(coarse).values()] == [figure.value for figure in by_id(lines).values()]


@given(any_lines.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))))
def test_the_order_of_rows_does_not_matter(orders):
    first, second = (
        {id: (f.label, f.value, f.qualifier, f.precision) for id, f in by_id(lines).items()} for lines in orders
    )

    assert first == second
    assert fund_balances(orders[0]) == fund_balances(orders[1])
    assert set(breakdown(orders[0], by=Dimension.PRODUCT).parts) == set(
        breakdown(orders[1], by=Dimension.PRODUCT).parts
    )


@given(known_lines, known_lines)
def test_differences_of_a_change_list_add_up_to_the_difference_of_the_totals(before, after):
    for one in change_list(before, after):
        differences = [change.difference for change in one.changes]
        if one.difference is None:
            assert set(differences) == {None}
        else:
            assert sum(differences) == one.difference == one.after - one.before


@given(any_lines, any_lines)
def test_a_change_list_read_backwards_has_the_opposite_differences(before, after):
    forwards = {one.title: one.difference for one in change_list(before, after)}
    backwards = {one.title: one.difference for one in change_list(after, before)}

    assert backwards == {title: None if value is None else -value for title, value in forwards.items()}


@given(any_lines)
def test_a_stage_compared_with_itself_has_not_changed(lines):
    assert {change.difference for one in change_list(lines, lines) for change in one.changes} <= {None, 0}


@given(any_staffing)
def test_staffing_totals_are_the_capacity(staffing):
    capacity = by_id(staffing=staffing)["P07"].value
    total = staffing_changes(staffing, staffing).after

    assert capacity in (None, total)


@given(any_lines)
def test_every_step_of_the_waterfall_starts_where_the_one_before_ended(lines):
    steps = waterfall(key_figures(stage(lines)))

    for earlier, later in pairwise(steps):
        assert later.start == (0 if later.is_total else earlier.end)
        assert later.end == later.start + later.value
        if later.is_total:
            assert later.end == earlier.end
