"""The ids that entered figures may go by."""

import pytest
from django.core.exceptions import ValidationError

from budget.figures import CALCULATED, StageRow, calculated_extras, key_figures
from tests.budget import warendorf
from tests.factories import make_indicator_value, make_programme


def test_every_figure_that_is_made_of_rows_keeps_its_id():
    empty = key_figures(StageRow(name=""))
    extras = calculated_extras(warendorf.STAGE, key_figures(warendorf.STAGE))

    assert tuple(figure.id for figure in (*empty, *extras)) == CALCULATED


@pytest.mark.django_db
def test_an_indicator_does_not_take_the_id_of_a_calculated_figure():
    value = make_indicator_value(make_programme(), "5", "X01")
    value.code = "F02"

    with pytest.raises(ValidationError) as refused:
        value.full_clean()

    assert refused.value.message_dict == {
        "code": ["Die Kennung F02 gehört einer berechneten Kennzahl. Bitte wählen Sie eine andere."]
    }
