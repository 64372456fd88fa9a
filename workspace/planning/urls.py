from django.urls import path

from workspace.planning import deleting, measures, patterns, reading

MEASURES = "<slug:jobcenter>/<int:year>/massnahmen/"

urlpatterns = [
    path(f"{MEASURES}neu/", measures.measure_new, name="measure_new"),
    path(f"{MEASURES}muster/", patterns.measure_templates, name="measure_templates"),
    path(f"{MEASURES}muster/<int:pk>/loeschen/", patterns.measure_template_delete, name="measure_template_delete"),
    path(f"{MEASURES}<int:pk>/", reading.measure, name="measure"),
    path(f"{MEASURES}<int:pk>/bearbeiten/", measures.measure_edit, name="measure_edit"),
    path(f"{MEASURES}<int:pk>/loeschen/", deleting.measure_delete, name="measure_delete"),
    path(f"{MEASURES}<int:pk>/muster/", patterns.measure_template_new, name="measure_template_new"),
]
