"""Changes of many measures at once. Each writes nothing but the one thing it is about, and says how many it changed."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from programmes.models import FocusArea, Measure, Programme


@transaction.atomic
def set_value(*, programme: Programme, keys: Collection[int], column: str, value: object) -> int:
    """Give the measures one value in one column. Raises FocusArea.DoesNotExist for a section that somebody deleted."""
    if column == "focus_area_id" and value is not None and not hold_section(programme, value):
        raise FocusArea.DoesNotExist
    changed = _chosen(programme, keys).exclude(**{column: value})
    list(changed.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # as all who take several
    return changed.update(**{column: value})


def hold_section(programme: Programme, pk: object) -> bool:
    """Whether the section is there, and stays until the end of the transaction.

    To be asked before measures are locked, in the order of those who delete a section.
    """
    sections = FocusArea.objects.in_programme(programme).filter(pk=pk).order_by()
    return bool(list(sections.select_for_update(no_key=True, of=("self",)).values_list("pk")))


@transaction.atomic
def add_link(*, programme: Programme, keys: Collection[int], relation: str, key: int) -> int:
    """Link the measures with a municipality or target group, those that are not yet."""
    through, other = _through(relation)
    linked = through.objects.filter(**{other: key}).values("measure_id")
    missing = list(_chosen(programme, keys).exclude(pk__in=linked).values_list("pk", flat=True))
    through.objects.bulk_create([through(**{"measure_id": pk, other: key}) for pk in missing], ignore_conflicts=True)
    return len(missing)


def remove_link(*, programme: Programme, keys: Collection[int], relation: str, key: int) -> int:
    """Take a municipality or target group away from the measures that have it."""
    through, other = _through(relation)
    links = through.objects.filter(**{other: key, "measure__in": _chosen(programme, keys)})
    return links.delete()[0]


def _chosen(programme: Programme, keys: Collection[int]) -> QuerySet[Measure]:
    return programme.measures.filter(pk__in=keys).order_by()


def _through(relation: str) -> tuple[type, str]:
    field = Measure._meta.get_field(relation)
    return field.remote_field.through, f"{field.m2m_reverse_field_name()}_id"
