"""What surrounds every page of a programme: its years, its pages, its state and stage."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from budget.queries import find_stage
from programmes.models import Jobcenter, Programme

#: Address name → label, in the order of the navigation.
PAGES = (
    ("overview", "Übersicht"),
    ("focus_areas", "Schwerpunkte"),
    ("work_plan", "Arbeitsplan"),
    ("comments", "Kommentare"),
    ("measures", "Maßnahmen"),
    ("sites", "Standorte"),
    ("plan_picture", "Planbild"),
    ("budget", "Budget"),
    ("staffing", "Stellen"),
    ("changes", "Änderungsliste"),
    ("summary", "Eckwerteblatt"),
    ("history", "Verlauf"),
)
#: Page of the navigation → the pages below it.
BELOW = {
    "focus_areas": ("focus_area", "section_new", "section_tools", "section_delete"),
    "comments": ("section_comments", "measure_comments"),
    "measures": (
        *("measure", "measure_new", "measure_edit", "measure_delete", "measure_cell"),
        *("measure_templates", "measure_template_new", "saved_views", "measures_bulk"),
        *("measures_import", "measures_import_preview", "measures_import_apply"),
    ),
    "budget": ("budget_line_new", "budget_line_edit"),
    "staffing": ("staffing_line_new", "staffing_line_edit"),
    "history": ("history_of", "history_action", "undo", "restore"),
}
ABOVE = {name: page for page, names in BELOW.items() for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    jobcenter: Jobcenter
    programme: Programme
    stage_name: str
    as_of: date
    years: tuple[tuple[int, str, str], ...]
    nav: tuple[NavItem, ...]
    crumbs: tuple[tuple[str, str], ...]
    admin_url: str


def frame(request: HttpRequest) -> dict[str, Frame | None]:
    """Context processor: `frame`, or None on a page that belongs to no programme. Tables, too, are asked for theirs."""
    programme: Programme | None = getattr(request, "programme", None)
    return {"frame": SimpleLazyObject(lambda: _around(request, programme)) if programme else None}


def _around(request: HttpRequest, programme: Programme) -> Frame:
    address = [programme.jobcenter.slug, programme.year]
    name = request.resolver_match.url_name if request.resolver_match else ""
    page = ABOVE.get(name, name)
    stage = find_stage(programme, None)
    return Frame(
        jobcenter=programme.jobcenter,
        programme=programme,
        stage_name=stage.name if stage else "",
        as_of=timezone.localdate(),
        years=tuple(
            (other.year, other.get_state_display(), other.get_absolute_url())
            for other in getattr(request, "programme_years", ())
        ),
        nav=tuple(
            NavItem(label=label, url=reverse(target, args=address), current=target == page) for target, label in PAGES
        ),
        crumbs=(
            (programme.jobcenter.name, programme.jobcenter.get_absolute_url()),
            (str(programme.year), programme.get_absolute_url()),
            *((label, reverse(target, args=address)) for target, label in PAGES if target == page != "overview"),
        ),
        admin_url=reverse("admin:index") if request.user.is_staff else "",
    )
