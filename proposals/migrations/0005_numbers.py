"""No amount of the finance box is »NaN«."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0007_numbers_and_codes'),
        ('programmes', '0007_numbers_and_slugs'),
        ('proposals', '0004_history'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_planned__isnull', True), ('amount_planned__lt', 1000000000000), _connector='OR'), models.Q(('amount_required__isnull', True), ('amount_required__lt', 1000000000000), _connector='OR'), models.Q(('one_off_total__isnull', True), ('one_off_total__lt', 1000000000000), _connector='OR'), models.Q(('one_off_third_parties__isnull', True), ('one_off_third_parties__lt', 1000000000000), _connector='OR'), models.Q(('one_off_burden__isnull', True), ('one_off_burden__lt', 1000000000000), _connector='OR'), models.Q(('annual_total__isnull', True), ('annual_total__lt', 1000000000000), _connector='OR'), models.Q(('annual_third_parties__isnull', True), ('annual_third_parties__lt', 1000000000000), _connector='OR'), models.Q(('annual_burden__isnull', True), ('annual_burden__lt', 1000000000000), _connector='OR')), name='paper_number', violation_error_message='Bitte geben Sie eine Zahl ein.'),
        ),
    ]
