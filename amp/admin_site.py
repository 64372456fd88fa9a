"""The admin under its German name, behind the sign-in page of the product."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.views.i18n import JavaScriptCatalog

from amp.keys import parse_key
from amp.numbers import UNKNOWN

APP_ORDER = ("programmes", "budget", "proposals", "auth")
INDEX_ORDER = (
    *("Programme", "FocusArea", "Measure", "Site", "TargetGroup", "Partner", "Municipality", "Instrument", "Jobcenter"),
    *("BudgetStage", "BudgetLine", "StaffingLine", "IndicatorValue", "StatedFigure"),
    *("BudgetProduct", "PlanLine", "Indicator"),
)


def _place(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)


class Suggestions(AutocompleteJsonView):
    """Suggestions from the person's own Jobcenters, in a form of one Jobcenter only from that one."""

    def get_queryset(self) -> QuerySet:
        queryset = super().get_queryset()
        jobcenter = parse_key(self.request.GET.get("jobcenter", ""))
        try:
            queryset.model._meta.get_field("jobcenter")
        except FieldDoesNotExist:
            return queryset
        return queryset if jobcenter is None else queryset.filter(jobcenter=jobcenter)


class AmpAdminSite(AdminSite):
    site_header = "AMP · Verwaltung"
    site_title = "AMP"
    index_title = "Verwaltung"
    site_url = "/"
    empty_value_display = UNKNOWN
    enable_nav_sidebar = False  # the tables need the width

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One sign-in page for everything; who is signed in but may not enter is told so, not asked again."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index", current_app=self.name))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        member = request.user.memberships.exists()
        return super().index(request, {**(extra_context or {}), "has_jobcenter": member})

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Refuse what PostgreSQL cannot even look for; filters and suggestions pass on what the address says."""

        @wraps(view)
        def readable(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any("\x00" in value for _, values in request.GET.lists() for value in values):
                raise Http404
            return view(request, *args, **kwargs)

        return super().admin_view(readable, cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The kinds of data in the order in which a year is planned."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(INDEX_ORDER, model["object_name"]))
        return sorted(apps, key=lambda app: _place(APP_ORDER, app["app_label"]))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses without the redirect from any object to its page, which asks for no membership."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """German words for the scripts of the admin and of the text editor."""
        return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "django_prose_editor"])(request)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Suggestions.as_view(admin_site=self)(request)
