"""Numbers and days as people in a German office type them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from amp.formfields import ComingDateField, GermanDateField, GermanIntegerField


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1.3.", date(2027, 3, 1)),
        ("1.3", date(2027, 3, 1)),
        ("01.03.2021", date(2021, 3, 1)),
        (" 1.3.21 ", date(2021, 3, 1)),
        ("2021-03-01", date(2021, 3, 1)),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed, day):
    assert GermanDateField(year=2027, required=False).clean(typed) == day


def test_a_day_that_there_is_not_is_named():
    with pytest.raises(ValidationError, match=r"»31\.2\.« ist kein Datum\. .* 01\.03\.2027"):
        GermanDateField(year=2027).clean("31.2.")


def test_a_year_that_nobody_means_is_refused():
    with pytest.raises(ValidationError, match="kann nicht stimmen"):
        GermanDateField(year=2027).clean("01.06.0021")


def test_without_a_year_a_day_needs_its_own():
    with pytest.raises(ValidationError):
        GermanDateField().clean("1.3.")


def test_a_day_to_come_is_the_next_one():
    today = localdate()
    month_before = (today.replace(day=1) - timedelta(days=1)).replace(day=1)

    assert ComingDateField().clean(f"{today.day}.{today.month}.") == today
    assert ComingDateField().clean(f"1.{month_before.month}.") == month_before.replace(year=month_before.year + 1)
    assert ComingDateField().clean("1.3.21") == date(2021, 3, 1)


def test_a_day_is_printed_in_german():
    assert GermanDateField().prepare_value(date(2021, 3, 1)) == "01.03.2021"
    assert GermanDateField().prepare_value("irgendwann") == "irgendwann"


@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("1.200", 1200), ("12,0", 12), ("0", 0), ("", None)])
def test_a_whole_number_is_read_as_people_write_it(typed, number):
    assert GermanIntegerField(required=False).clean(typed) == number


@pytest.mark.parametrize("typed", ["1,5", "-1", "3.000.000.000", "viele", "1.2"])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(ValidationError):
        GermanIntegerField().clean(typed)


def test_a_whole_number_is_printed_with_thousands_points_and_counts_as_unchanged():
    field = GermanIntegerField()

    assert field.prepare_value(1200) == "1.200"
    assert not field.has_changed(1200, "1.200")
    assert field.has_changed(None, "0")
