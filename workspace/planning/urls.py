from django.urls import path

from workspace.planning import deleting, lines, measures, patterns, reading

MEASURES = "<slug:jobcenter>/<int:year>/massnahmen/"
MONEY = "<slug:jobcenter>/<int:year>/budget/positionen/"
POSTS = "<slug:jobcenter>/<int:year>/stellen/positionen/"

urlpatterns = [
    path(f"{MEASURES}neu/", measures.measure_new, name="measure_new"),
    path(f"{MEASURES}kennzahlen/", measures.measure_figures, name="measure_figures"),
    path(f"{MEASURES}muster/", patterns.measure_templates, name="measure_templates"),
    path(f"{MEASURES}muster/<int:pk>/loeschen/", patterns.measure_template_delete, name="measure_template_delete"),
    path(f"{MEASURES}<int:pk>/", reading.measure, name="measure"),
    path(f"{MEASURES}<int:pk>/bearbeiten/", measures.measure_edit, name="measure_edit"),
    path(f"{MEASURES}<int:pk>/loeschen/", deleting.measure_delete, name="measure_delete"),
    path(f"{MEASURES}<int:pk>/muster/", patterns.measure_template_new, name="measure_template_new"),
    path(f"{MONEY}neu/", lines.budget_line_new, name="budget_line_new"),
    path(f"{MONEY}<int:pk>/", lines.budget_line_edit, name="budget_line_edit"),
    path(f"{MONEY}<int:pk>/loeschen/", lines.budget_line_delete, name="budget_line_delete"),
    path(f"{POSTS}neu/", lines.staffing_line_new, name="staffing_line_new"),
    path(f"{POSTS}<int:pk>/", lines.staffing_line_edit, name="staffing_line_edit"),
    path(f"{POSTS}<int:pk>/loeschen/", lines.staffing_line_delete, name="staffing_line_delete"),
]
