"""Form fields that read and print numbers and days as people in a German office write them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from amp import numbers
from amp.numbers import german_date, refuse_strange_year


class GermanDecimalField(forms.DecimalField):
    """A decimal number written `10,5` or `1.234,56`. Empty stays empty: an unknown value is never 0."""

    widget = forms.TextInput
    example = numbers.EXAMPLE

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or isinstance(value, Decimal):
            return super().to_python(value)
        try:
            return numbers.parse_decimal(str(value), example=self.example)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored value in German notation without trailing zeros; what a person typed stays as typed."""
        if not isinstance(value, Decimal):
            return value
        places = max(-int(value.normalize().as_tuple().exponent), 0)
        return numbers.number(value, places)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "class": "number", "autocomplete": "off"}


class GermanIntegerField(GermanDecimalField):
    """A whole number from 0 on, written `12` or `1.200`. Empty stays empty: an unknown value is never 0."""

    LARGEST = 2_147_483_647
    example = numbers.EXAMPLE_OF_WHOLE

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=self.LARGEST, **kwargs)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        if number is None:
            return None
        if number != number.to_integral_value():
            raise ValidationError("Bitte geben Sie eine ganze Zahl ein.", code="invalid")
        return int(number)

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(Decimal(value) if isinstance(value, int) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "numeric"}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(None if initial is None else Decimal(initial), data)


class GermanDateField(forms.DateField):
    """A day written `1.3.2027`, `01.03.27` or, within the `year` the form is about, `1.3.`.

    With `year`, a day in a year that nobody means is refused.
    """

    _DAY_AND_MONTH = re.compile(r"(\d{1,2})\.(\d{1,2})\.?")

    def __init__(self, *, year: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.year = year

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        written = str(value).strip()
        short = self._DAY_AND_MONTH.fullmatch(written)
        year = self.year_of(int(short[1]), int(short[2])) if short else None
        try:
            return super().to_python(f"{short[1]}.{short[2]}.{year}" if year else written)
        except ValidationError as error:
            text = f"»{written}« ist kein Datum. Bitte schreiben Sie zum Beispiel 01.03.{self.year or 2027}."
            raise ValidationError(text, code="invalid") from error

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None or self.year is None:
            return
        try:
            refuse_strange_year(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def year_of(self, day: int, month: int) -> int | None:
        """Which year a day without one is in; None where it needs its own."""
        return self.year

    def prepare_value(self, value: Any) -> Any:
        return german_date(value) if isinstance(value, date) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        own = {"inputmode": "numeric", "autocomplete": "off", "class": "day", "placeholder": "TT.MM.JJJJ"}
        return {**super().widget_attrs(widget), **own}


class ComingDateField(GermanDateField):
    """A day to come, such as a due date: `1.3.` is the next first of March, today included."""

    def year_of(self, day: int, month: int) -> int:
        today = localdate()
        return today.year + ((month, day) < (today.month, today.day))
