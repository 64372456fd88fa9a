"""Form fields that read and print numbers as people in a German office write them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from amp import numbers


class GermanDecimalField(forms.DecimalField):
    """A decimal number written `10,5` or `1.234,56`. Empty stays empty: an unknown value is never 0."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or isinstance(value, Decimal):
            return super().to_python(value)
        try:
            return numbers.parse_decimal(str(value))
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
