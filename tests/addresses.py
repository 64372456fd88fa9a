"""Every address of the product and what it asks of a person; tests/test_addresses.py holds the product to it.

tests/browser/test_every_page.py looks at all of them that show a page. An address that is missing here fails its test.
The permissions are those of the table in amp/access.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse

from amp.history import recorded
from amp.models import Change

VIEW = "programmes.view_programme"

World = Mapping[str, Any]
"""One row of every kind in one Jobcenter, by the name of its model in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What opening (GET) and writing (POST) needs; None: the address does not take that method.

    `row` makes the arguments besides Jobcenter and year. `sent` is a form that is understood; without it an empty one
    is sent, which a page may refuse, but not for want of permission. `page`: what opens is a whole page.
    """

    opens: str | None = VIEW
    writes: str | None = None
    row: Callable[[World], dict[str, Any]] = lambda world: {}
    query: Callable[[World], dict[str, Any]] = lambda world: {}
    page: bool = True


def of(name: str) -> Callable[[World], dict[str, Any]]:
    """The argument `pk`: the key of the row of this kind."""
    return lambda world: {"pk": world[name].pk}


def touched(world: World) -> dict[str, Any]:
    """The argument `action`: somebody just moved the measure."""
    measure = world["measure"]
    with recorded() as recording:
        type(measure).objects.filter(pk=measure.pk).update(position=F("position") + 1)
    return {"action": recording.action}


def first_version(world: World) -> dict[str, Any]:
    """The argument `pk`: the change that created the measure, which is different now."""
    touched(world)
    return {"pk": Change.objects.get(table="programmes_measure", row=world["measure"].pk, kind="I").pk}


#: Addresses of a Jobcenter or a programme, by name.
HOUSE: dict[str, Address] = {
    "jobcenter": Address(),
    "overview": Address(),
    "focus_areas": Address(),
    "focus_area": Address(
        opens="programmes.change_focusarea", writes="programmes.change_focusarea", row=of("focusarea")
    ),
    "section_new": Address(opens="programmes.add_focusarea", writes="programmes.add_focusarea"),
    "section_tools": Address(
        opens="programmes.change_focusarea", writes="programmes.change_focusarea", row=of("focusarea")
    ),
    "section_move": Address(
        opens=None,
        writes="programmes.change_focusarea",
        row=of("focusarea"),
        query=lambda world: {"richtung": "hinauf"},
    ),
    "section_delete": Address(
        opens="programmes.delete_focusarea", writes="programmes.delete_focusarea", row=of("focusarea")
    ),
    "measures": Address(),
    "measure": Address(row=of("measure")),
    "measures_bulk": Address(opens=None, writes="programmes.change_measure"),
    "measures_delete": Address(opens=None, writes="programmes.delete_measure"),
    "measure_cell": Address(
        opens="programmes.change_measure",
        writes="programmes.change_measure",
        row=lambda world: {"pk": world["measure"].pk, "field": "status"},
    ),
    "saved_views": Address(writes=VIEW),
    "saved_view": Address(opens=None, writes=VIEW, row=lambda world: {"pk": 1}),
    "measure_figures": Address(page=False),
    "measures_workbook": Address(page=False),
    "measures_import": Address(opens="programmes.change_measure", writes="programmes.change_measure"),
    "measures_import_preview": Address(
        opens="programmes.change_measure",
        writes="programmes.change_measure",
        row=lambda world: {"pk": 1},  # a preview that is gone leads back to the upload
    ),
    "measures_import_apply": Address(opens=None, writes="programmes.change_measure", row=lambda world: {"pk": 1}),
    "measure_new": Address(opens="programmes.add_measure", writes="programmes.add_measure"),
    "measure_edit": Address(opens="programmes.change_measure", writes="programmes.change_measure", row=of("measure")),
    "measure_delete": Address(opens="programmes.delete_measure", writes="programmes.delete_measure", row=of("measure")),
    "measure_templates": Address(opens="workspace.view_measuretemplate"),
    "measure_template_new": Address(
        opens="workspace.add_measuretemplate", writes="workspace.add_measuretemplate", row=of("measure")
    ),
    "measure_template_delete": Address(
        opens=None, writes="workspace.delete_measuretemplate", row=of("measuretemplate"), page=False
    ),
    "sites": Address(),
    "plan_picture": Address(),
    "budget": Address(),
    "staffing": Address(),
    "budget_line_new": Address(opens="budget.add_budgetline", writes="budget.add_budgetline"),
    "budget_line_edit": Address(
        opens="budget.change_budgetline", writes="budget.change_budgetline", row=of("budgetline")
    ),
    "budget_line_delete": Address(opens=None, writes="budget.delete_budgetline", row=of("budgetline"), page=False),
    "staffing_line_new": Address(opens="budget.add_staffingline", writes="budget.add_staffingline"),
    "staffing_line_edit": Address(
        opens="budget.change_staffingline", writes="budget.change_staffingline", row=of("staffingline")
    ),
    "staffing_line_delete": Address(
        opens=None, writes="budget.delete_staffingline", row=of("staffingline"), page=False
    ),
    "changes": Address(),
    "summary": Address(),
    "summary_page_style": Address(page=False),
    "history": Address(),
    "history_of": Address(row=lambda world: {"kind": "massnahme", "pk": world["measure"].pk}),
    "history_action": Address(row=touched),
    "restore": Address(
        row=first_version, writes="programmes.change_measure", query=lambda world: {"field": "position"}
    ),
    "undo": Address(row=touched, writes="programmes.change_measure"),
    "work_plan": Address(writes="programmes.change_focusarea"),
    "comments": Address(opens="workspace.view_comment"),
    "section_comments": Address(opens="workspace.view_comment", writes="workspace.add_comment", row=of("focusarea")),
    "measure_comments": Address(opens="workspace.view_comment", writes="workspace.add_comment", row=of("measure")),
    "keep": Address(
        opens=None,
        writes="programmes.change_focusarea",
        query=lambda world: {"keep-kind": "section", "keep-row": world["focusarea"].pk},
    ),
    "discard_draft": Address(opens=None, writes=VIEW, query=lambda world: {"keep-kind": "section", "keep-row": "0"}),
}


def path_of(name: str, world: World) -> str:
    """The path of an address of a Jobcenter or programme, for the rows of this world."""
    values = {"jobcenter": world["jobcenter"].slug, "year": world["programme"].year, **HOUSE[name].row(world)}
    if name == "jobcenter":
        del values["year"]
    return reverse(name, kwargs=values)


#: Addresses for everybody who signed in, whatever their role; they show each person their own things.
OWN = {"notices", "password_change", "password_change_done", "search", "start"}

#: Addresses for everybody.
PUBLIC = {"login", "logout", "health"}

#: What the pages of the administration need, by the end of their name; `{}` is the model.
ADMIN = {
    "changelist": "view",
    "add": "add",
    "change": "view",
    "history": "view",
    "delete": "delete",
}

#: Addresses of the administration that belong to no model, or that only lead to others; tests/programmes/
#: test_admin_scope.py and test_admin_accounts.py hold them.
ADMIN_SELF = {
    *("index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site"),
    *("app_list", "auth_user_password_change"),
}
