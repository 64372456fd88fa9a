"""What the history is about: the recorded tables, as the models and words people know."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Field, ForeignKey, Model
from django.utils.text import slugify

ROOMS = ("programmes", "budget", "proposals", "workspace")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A recorded table. Of a many-to-many table, `owner` is the model that has the field and `link` its name."""

    table: str
    slug: str
    model: type[Model]
    owner: type[Model]
    link: str

    @property
    def label(self) -> str:
        """One of it, in German; of links the name of the field."""
        if self.link:
            return str(self.owner._meta.get_field(self.link).verbose_name)
        return str(self.model._meta.verbose_name)

    @property
    def fields(self) -> Mapping[str, Field]:
        """The stored fields by column, in the order of the model; calculated ones are not recorded."""
        return {field.column: field for field in self.model._meta.concrete_fields if not field.generated}

    @property
    def references(self) -> Mapping[str, ForeignKey]:
        """The foreign keys by column."""
        return {column: field for column, field in self.fields.items() if isinstance(field, ForeignKey)}

    def permission(self, verb: str) -> str:
        """What somebody needs who adds, changes or deletes (`verb`) one; links are part of what has them."""
        verb = "change" if self.link and verb != "view" else verb
        return f"{self.owner._meta.app_label}.{verb}_{self.owner._meta.model_name}"


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its table."""
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            words = str(model._meta.verbose_name).translate(_SPELLED)
            found[model._meta.db_table] = Kind(
                table=model._meta.db_table, slug=slugify(words), model=model, owner=model, link=""
            )
            for link in model._meta.local_many_to_many:
                through = link.remote_field.through
                found[through._meta.db_table] = Kind(
                    table=through._meta.db_table,
                    slug=slugify(f"{words} {link.verbose_name}".translate(_SPELLED)),
                    model=through,
                    owner=model,
                    link=link.name,
                )
    return found


def kind_of(model: type[Model]) -> Kind:
    return kinds()[model._meta.db_table]


def visible_kinds(user: AbstractBaseUser | AnonymousUser) -> tuple[Kind, ...]:
    """The kinds whose history the person may read: those they may see."""
    return tuple(kind for kind in kinds().values() if user.has_perm(kind.permission("view")))
