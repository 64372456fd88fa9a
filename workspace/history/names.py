"""What rows are called, also those that are gone, in a few queries however many kinds they are of."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from amp.models import Change
from workspace.history.kinds import Kind, kinds

Key = tuple[str, int]

#: The columns that make a name, where it is not the title, the name or the label.
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "auth_user": ("first_name", "last_name", "username"),
    "budget_budgetproduct": ("code", "name"),
    "budget_indicatorvalue": ("code", "indicator_id"),
    "budget_planline": ("code", "label"),
    "budget_statedfigure": ("code", "source"),
    "programmes_instrument": ("short", "legal_basis"),
    "programmes_measuresite": ("measure_id", "site_id"),
    "programmes_membership": ("user_id", "jobcenter_id"),
    "proposals_consultation": ("committee",),
    "proposals_paper": ("paper_type", "reference"),
    "proposals_signature": ("office",),
    "workspace_comment": ("text",),
}
LONGEST = 80


def naming_columns(table: str) -> tuple[str, ...]:
    """The columns that make the name of a row; of a link both sides."""
    if table in NAMED_BY:
        return NAMED_BY[table]
    kind = kinds()[table]
    if kind.link:
        return tuple(kind.references)
    return tuple(column for column in ("title", "name", "label") if column in kind.fields)[:1]


def names(keys: Iterable[Key]) -> dict[Key, str]:
    """The name of each row, given by table and key; a name made of other names costs another round."""
    wanted = set(keys)
    known: dict[Key, Mapping[str, Any]] = {}
    while wanted:
        found = _states(wanted)
        known |= {key: found.get(key, {}) for key in wanted}
        wanted = {key for table, row in wanted for key in _parts(table, known[table, row])} - known.keys()
    return {key: _name(key, known) for key in known}


def _parts(table: str, state: Mapping[str, Any]) -> Iterable[Key]:
    references = kinds()[table].references if table in kinds() else {}
    for column in naming_columns(table):
        if column in references and state.get(column) is not None:
            yield references[column].remote_field.model._meta.db_table, state[column]


def _name(key: Key, known: Mapping[Key, Mapping[str, Any]]) -> str:
    table, row = key
    state, references = known[key], kinds()[table].references if table in kinds() else {}
    values = [
        _name((references[column].remote_field.model._meta.db_table, state[column]), known)
        if column in references and state.get(column) is not None
        else str(state.get(column) or "")
        for column in naming_columns(table)
    ]
    if table == get_user_model()._meta.db_table:
        return " ".join(values[:2]).strip() or values[2] or f"Konto Nr. {row}"
    name = (" – " if references else " ").join(value for value in values if value)
    return f"{name[: LONGEST - 1]}…" if len(name) > LONGEST else name or f"Nr. {row}"


def _states(keys: Iterable[Key]) -> dict[Key, Mapping[str, Any]]:
    """The naming columns: of what exists from its table, of what is gone from the history. At most two queries."""
    rows: dict[str, set[int]] = {}
    for table, row in keys:
        rows.setdefault(table, set()).add(row)
    existing = [_naming(_model(table), table, pks) for table, pks in sorted(rows.items())]
    found = {(table, pk): state for table, pk, state in existing[0].union(*existing[1:], all=True)}
    gone = {key for key in keys if key not in found and key[0] in kinds()}
    if gone:
        last = Q()
        for table, row in gone:
            last |= Q(table=table, row=row)
        deleted = Change.objects.filter(last, kind="D").order_by("pk").values_list("table", "row", "before")
        found |= {(table, row): before for table, row, before in deleted}
    return found


def _model(table: str) -> type[Model]:
    return kinds()[table].model if table in kinds() else get_user_model()


def _naming(model: type[Model], table: str, pks: Iterable[int]) -> QuerySet:
    attributes: Mapping[str, Any] = {field.column: field.attname for field in model._meta.concrete_fields}
    state = JSONObject(**{column: F(attributes[column]) for column in naming_columns(table)})
    return (
        model._base_manager.filter(pk__in=pks)
        .order_by()
        .values_list(Value(table, output_field=CharField()), "pk", state)
    )


def label_of(kind: Kind, row: int, known: Mapping[Key, str]) -> str:
    """The row as a sentence names it: »Maßnahme »Öffnung««."""
    return f"{kind.label} »{known[kind.table, row]}«"
