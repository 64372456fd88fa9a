"""Pages that belong to no app: state of the service, expired sessions."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@cache
def _required_migrations() -> frozenset[tuple[str, str]]:
    """(app, name) of every migration the installed code brings; reading them takes some 50 ms, so once per process."""
    return frozenset(MigrationLoader(None).graph.nodes)


@never_cache
@require_safe
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """For a load balancer: 200 when the database answers and every migration is applied, otherwise 503 and why."""
    try:
        missing = _required_migrations() - set(MigrationRecorder(connection).applied_migrations())
    except Error:
        return JsonResponse({"status": "error", "reason": "Die Datenbank ist nicht erreichbar."}, status=503)
    if missing:
        reason = "Die Datenbank ist nicht auf dem Stand der Anwendung: Es fehlen Migrationen."
        return JsonResponse({"status": "error", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Shown instead of Django's page when a form was sent with an expired or missing token."""
    return render(request, "403_csrf.html", status=403)
