from budget.figures import ChangeState, Fund, change_list, staffing_changes
from tests.budget.rows import allocation, changed, expenditure, planned, transfer


def told(changes):
    return [(one.label, one.before, one.after, one.difference, one.state) for one in changes]


def totals(one):
    return one.before, one.after, one.difference


def test_coesfeld_change_list():
    before = [expenditure(33_945, label="Personal"), expenditure(500, label="Sachmittel")]
    after = [expenditure(38_130, label="Personal"), expenditure(16_780, label="Sachmittel")]

    (only,) = change_list(before, after)

    assert told(only.changes) == [
        ("Personal", 33_945, 38_130, 4_185, ChangeState.CHANGED),
        ("Sachmittel", 500, 16_780, 16_280, ChangeState.CHANGED),
    ]
    assert (only.title, totals(only)) == ("Aufwendungen", (34_445, 54_910, 20_465))


def test_new_removed_and_unchanged_rows_are_marked():
    before = [expenditure(5, label="A"), expenditure(7, label="B")]
    after = [expenditure(7, label="B"), expenditure(9, label="C")]

    (only,) = change_list(before, after)

    assert told(only.changes) == [
        ("A", 5, None, -5, ChangeState.REMOVED),
        ("B", 7, 7, 0, ChangeState.UNCHANGED),
        ("C", None, 9, 9, ChangeState.NEW),
    ]
    assert totals(only) == (12, 16, 4)


def test_unknown_amounts_leave_the_difference_open():
    before = [expenditure(None, label="A"), expenditure(3, label="B"), expenditure(None, label="C")]
    after = [expenditure(5, label="A"), expenditure(None, label="B"), expenditure(None, label="C")]

    (only,) = change_list(before, after)

    assert {(one.difference, one.state) for one in only.changes} == {(None, ChangeState.OPEN)}
    assert totals(only) == (None, None, None)


def test_a_new_row_of_unknown_amount_is_new_and_its_difference_unknown():
    (only,) = change_list([expenditure(5, label="A")], [expenditure(5, label="A"), expenditure(None, label="B")])

    assert told(only.changes)[1] == ("B", None, None, None, ChangeState.NEW)
    assert totals(only) == (5, None, None)


def test_a_stage_without_lines_makes_nothing_look_new_or_removed():
    lines = [allocation(5, label="EGT"), expenditure(3, label="VB")]

    for before, after in (([], lines), (lines, [])):
        lists = change_list(before, after)

        assert [one.state for each in lists for one in each.changes] == [ChangeState.OPEN, ChangeState.OPEN]
        assert [each.difference for each in lists] == [None, None]


def test_a_stage_without_allocations_does_not_know_them():
    allocations, expenditures = change_list([expenditure(3)], [expenditure(3), allocation(5)])

    assert (allocations.title, totals(allocations)) == ("Zuweisungen", (None, 5, None))
    assert totals(expenditures) == (3, 3, 0)


def test_the_first_transfer_of_a_recorded_stage_is_new():
    lists = {one.title: one for one in change_list([allocation(9)], [allocation(9), transfer(2)])}

    only = lists["Umschichtungen Eingliederungstitel → Verwaltungsbudget"]
    assert told(only.changes) == [("Eingliederungstitel → Verwaltungsbudget", None, 2, 2, ChangeState.NEW)]
    assert totals(only) == (0, 2, 2)


def test_rows_are_matched_by_what_they_are_for_and_added_up():
    before = [expenditure(5, instrument_short="AGH"), expenditure(2, instrument_short="AGH", fund=Fund.KOM)]
    after = [expenditure(4, instrument_short="AGH"), expenditure(4, instrument_short="AGH")]

    (only,) = change_list(before, after)

    assert told(only.changes) == [
        ("AGH", 5, 8, 3, ChangeState.CHANGED),
        ("AGH", 2, None, -2, ChangeState.REMOVED),
    ]


def test_transfers_to_different_funds_are_different_rows():
    before = [transfer(5, Fund.EGT, Fund.VWT, label="Umschichtung")]
    after = [transfer(5, Fund.EGT, Fund.PAT, label="Umschichtung")]

    lists = change_list(before, after)

    assert [[one.state for one in each.changes] for each in lists] == [[ChangeState.REMOVED], [ChangeState.NEW]]


def test_transfers_there_and_back_are_not_added_up():
    before = [allocation(9), transfer(5, label="Personal"), transfer(3, Fund.VWT, Fund.EGT)]
    after = [allocation(9), transfer(5, label="Personal"), transfer(2, label="Miete"), transfer(1, Fund.VWT, Fund.EGT)]

    lists = {one.title: totals(one) for one in change_list(before, after)}

    assert lists == {
        "Zuweisungen": (9, 9, 0),
        "Umschichtungen Eingliederungstitel → Verwaltungsbudget": (5, 7, 2),
        "Umschichtungen Verwaltungsbudget → Eingliederungstitel": (3, 1, -2),
    }


def test_two_empty_stages_have_no_changes():
    assert change_list([], []) == ()
    assert totals(staffing_changes([], [])) == (None, None, None)


def test_staffing_changes_end_in_the_new_capacity():
    before = [planned(186, "Leistungen", code="P02"), planned(21, "Übrige")]
    after = [planned(186, "Leistung und Verwaltung", code="P02"), planned(21, "Übrige"), changed("-3.5", "Einsparung")]

    result = staffing_changes(before, after)

    assert [(one.label, str(one.difference), one.state) for one in result.changes] == [
        ("Leistung und Verwaltung", "0", ChangeState.UNCHANGED),
        ("Übrige", "0", ChangeState.UNCHANGED),
        ("Einsparung", "-3.5", ChangeState.NEW),
    ]
    assert [str(one) for one in totals(result)] == ["207", "203.5", "-3.5"]


def test_a_stage_whose_amounts_are_all_unknown_leaves_everything_open():
    before = [allocation(None, label="Zuweisung")]
    after = [allocation(13, label="Zuweisung"), transfer(5), expenditure(3, label="Campus")]

    lists = change_list(before, after)

    assert [change.state for one in lists for change in one.changes] == [ChangeState.OPEN] * 3
    assert [(one.before, one.difference) for one in lists] == [(None, None)] * 3


def test_a_row_that_only_got_another_assignment_stays_the_same_row():
    before = [allocation(10, label="Zuweisung"), expenditure(4, label="Kurs", instrument_short="FF")]
    after = [
        allocation(13, label="Zuweisung", plan_line_code="06"),
        expenditure(4, label="Kurs", instrument_short="AGH"),
    ]

    lists = change_list(before, after)

    assert [(change.state, change.difference) for one in lists for change in one.changes] == [
        (ChangeState.CHANGED, 3),
        (ChangeState.UNCHANGED, 0),
    ]


def test_rows_of_one_name_that_cannot_be_told_apart_are_not_paired_by_guess():
    before = [expenditure(4, label="Kurs", instrument_short="FF"), expenditure(1, label="Kurs", instrument_short="VB")]
    after = [expenditure(4, label="Kurs", instrument_short="AGH")]

    (only,) = change_list(before, after)

    assert [change.state for change in only.changes] == [ChangeState.REMOVED, ChangeState.REMOVED, ChangeState.NEW]
    assert only.difference == -1
