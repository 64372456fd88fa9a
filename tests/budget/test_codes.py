"""The ids that entered figures may go by."""

import pytest
from django.core.exceptions import ValidationError

from budget.figures import CALCULATED, StageRow, calculated_extras, key_figures
from budget.models import StaffingLine
from tests.budget import warendorf
from tests.factories import make_indicator_value, make_programme, make_staffing, make_stage


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
        "code": ["Diese Kennung gehört einer berechneten Kennzahl. Bitte wählen Sie eine andere."]
    }


@pytest.mark.django_db
def test_planned_posts_do_not_take_the_id_of_a_calculated_figure_but_their_change_may():
    stage = make_stage(make_programme())

    with pytest.raises(ValidationError) as refused:
        StaffingLine(stage=stage, code="P07", label="Alle").full_clean()

    assert refused.value.message_dict == {
        "code": ["Diese Kennung gehört einer berechneten Kennzahl. Bitte wählen Sie eine andere."]
    }
    make_staffing(stage, "-3.5", code="P06", kind="aenderung").full_clean()


@pytest.mark.django_db
def test_posts_and_indicators_do_not_share_a_code():
    programme = make_programme()
    line = make_staffing(make_stage(programme), "4", code="P05")
    value = make_indicator_value(programme, "5", "X01")
    line.code, value.code = value.code, line.code

    for row, message in (
        (line, "Diese Kennung hat bereits der Wert einer Messgröße des Programms."),
        (value, "Diese Kennung hat bereits eine Stellenposition des Programms."),
    ):
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert refused.value.message_dict == {"code": [message]}
