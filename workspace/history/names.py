"""What rows are called, also those that are gone, in a few queries however many kinds they are of."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from amp.models import Change
from workspace.history.kinds import Kind, kinds

Key = tuple[str, int]

#: What makes a name, as paths over foreign keys, where it is not the title, the name or the label.
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "auth_user": ("first_name", "last_name", "username"),
    "budget_budgetproduct": ("code", "name"),
    "budget_indicatorvalue": ("code", "indicator__name"),
    "budget_planline": ("code", "label"),
    "budget_statedfigure": ("code", "source"),
    "programmes_instrument": ("short", "legal_basis"),
    "programmes_measuresite": ("measure__title", "site__name"),
    "programmes_membership": ("user__username", "jobcenter__name"),
    "proposals_consultation": ("committee",),
    "proposals_paper": ("paper_type", "reference"),
    "proposals_signature": ("office",),
    "workspace_comment": ("text",),
}
LONGEST = 80


def naming_paths(model: type[Model]) -> tuple[str, ...]:
    """What makes the name of a row; of a many-to-many row both sides."""
    table = model._meta.db_table
    if table in NAMED_BY:
        return NAMED_BY[table]
    kind = kinds()[table]
    if kind.link:
        return tuple(
            f"{field.name}__{path}"
            for field in kind.references.values()
            for path in naming_paths(field.remote_field.model)
        )
    fields = {field.name for field in model._meta.concrete_fields}
    return tuple(name for name in ("title", "name", "label") if name in fields)[:1]


def names(keys: Iterable[Key]) -> dict[Key, str]:
    """The name of each row, given by table and key. One query, two where some are gone, twice that at most."""
    wanted = set(keys)
    known = _existing(wanted)
    gone = {key for key in wanted - known.keys() if key[0] in kinds()}
    last = _deleted(gone)
    above = names({key for row in last.items() for key in _above(*row)}) if last else {}
    for key in wanted - known.keys():
        known[key] = _name_of_gone(key, last.get(key, {}), above)
    return known


def label_of(kind: Kind, row: int, known: Mapping[Key, str]) -> str:
    """The row as a sentence names it: »Maßnahme »Öffnung««."""
    return f"{kind.label} »{known[kind.table, row]}«"


def _existing(keys: Iterable[Key]) -> dict[Key, str]:
    rows: dict[str, set[int]] = {}
    for table, row in keys:
        rows.setdefault(table, set()).add(row)
    models = {table: kinds()[table].model if table in kinds() else get_user_model() for table in rows}
    paths = {table: naming_paths(model) for table, model in models.items()}
    found = [_naming(models[table], pks) for table, pks in rows.items()]
    if not found:
        return {}
    named = found[0].union(*found[1:], all=True) if len(found) > 1 else found[0]
    # PostgreSQL keeps the keys of an object in an order of its own.
    return {
        (table, pk): _joined(table, pk, [(path, parts[path]) for path in paths[table]]) for table, pk, parts in named
    }


def _naming(model: type[Model], pks: Iterable[int]) -> QuerySet:
    parts = JSONObject(**{path: F(path) for path in naming_paths(model)})
    table = Value(model._meta.db_table, output_field=CharField())
    return model._base_manager.filter(pk__in=pks).order_by().values_list(table, "pk", parts)


def _deleted(keys: Iterable[Key]) -> dict[Key, Mapping[str, Any]]:
    """What the rows were when they were deleted."""
    asked = Q()
    for table, row in keys:
        asked |= Q(table=table, row=row)
    if not asked:
        return {}
    deleted = Change.objects.filter(asked, kind="D").order_by("pk").values_list("table", "row", "before")
    return {(table, row): before for table, row, before in deleted}


def _above(key: Key, before: Mapping[str, Any]) -> Iterable[Key]:
    """What the name of a row that is gone is made of besides its own columns."""
    model = kinds()[key[0]].model
    for path in naming_paths(model):
        first, _, rest = path.partition("__")
        field = model._meta.get_field(first)
        if rest and before.get(field.column) is not None:
            yield field.remote_field.model._meta.db_table, before[field.column]


def _name_of_gone(key: Key, before: Mapping[str, Any], above: Mapping[Key, str]) -> str:
    if key[0] not in kinds() or not before:
        return f"Nr. {key[1]}"
    model = kinds()[key[0]].model
    parts: dict[str, Any] = {}
    for path in naming_paths(model):
        first, _, rest = path.partition("__")
        field = model._meta.get_field(first)
        value = before.get(field.column)
        parts[f"{first}__" if rest else first] = (
            above.get((field.remote_field.model._meta.db_table, value)) if rest else value
        )
    return _joined(*key, list(parts.items()))


def _joined(table: str, row: int, parts: list[tuple[str, Any]]) -> str:
    """The parts in their order; a dash stands before what is the name of something else."""
    if table == get_user_model()._meta.db_table:
        *full, username = (str(value or "") for _, value in parts)
        return " ".join(full).strip() or username
    name = ""
    first = ""
    for path, value in parts:
        if value not in (None, ""):
            owner = path.partition("__")[0] if "__" in path else ""
            name += (" – " if name and owner != first else " " if name else "") + str(value)
            first = owner
    return f"{name[: LONGEST - 1]}…" if len(name) > LONGEST else name or f"Nr. {row}"
