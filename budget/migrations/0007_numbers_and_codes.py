"""No amount is »NaN«, and no two figures of a programme go by the same code."""

from django.db import migrations, models

from amp.sql import REFUSE_CODE, refuse_code


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0006_history'),
        ('programmes', '0007_numbers_and_slugs'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='budgetline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__lt', 1000000000000), _connector='OR'), name='budget_line_number', violation_error_message='Bitte geben Sie eine Zahl ein.'),
        ),
        migrations.AddConstraint(
            model_name='budgetstage',
            constraint=models.CheckConstraint(condition=models.Q(('deviation__isnull', True), ('deviation__lt', 1000000000000), _connector='OR'), name='stage_number', violation_error_message='Bitte geben Sie eine Zahl ein.'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.CheckConstraint(condition=models.Q(('code__in', ('F01', 'F02', 'F03', 'F04', 'F05', 'F06', 'F07', 'P01', 'P06', 'P07', 'Z01', 'Z02', 'Z03')), _negated=True), name='indicator_value_code_not_calculated', violation_error_message='Diese Kennung gehört einer berechneten Kennzahl. Bitte wählen Sie eine andere.'),
        ),
        migrations.AddConstraint(
            model_name='indicatorvalue',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__lt', 10000000000), _connector='OR'), name='indicator_value_number', violation_error_message='Bitte geben Sie eine Zahl ein.'),
        ),
        migrations.AddConstraint(
            model_name='staffingline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'plan'), _negated=True), models.Q(('code__in', ('F01', 'F02', 'F03', 'F04', 'F05', 'F06', 'F07', 'P01', 'P06', 'P07', 'Z01', 'Z02', 'Z03')), _negated=True), _connector='OR'), name='staffing_code_not_calculated', violation_error_message='Diese Kennung gehört einer berechneten Kennzahl. Bitte wählen Sie eine andere.'),
        ),
        migrations.AddConstraint(
            model_name='staffingline',
            constraint=models.CheckConstraint(condition=models.Q(('posts__isnull', True), ('posts__lt', 100000), _connector='OR'), name='staffing_number', violation_error_message='Bitte geben Sie eine Zahl ein.'),
        ),
        migrations.AddConstraint(
            model_name='statedfigure',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__lt', 1000000000000), _connector='OR'), name='stated_figure_number', violation_error_message='Bitte geben Sie eine Zahl ein.'),
        ),
        REFUSE_CODE,
        refuse_code("budget_staffingline", "budget_indicatorvalue"),
        refuse_code("budget_indicatorvalue", "budget_staffingline"),
    ]
