"""The admin of reference data that all Jobcenters share. It is open to every role and edited by the Administration."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from amp.admin_scope import AmpAdmin, ScopedFields


class SharedAdmin(AmpAdmin, ScopedFields, admin.ModelAdmin):
    """Rows of no Jobcenter. What is in use, anywhere, is not deleted; the page counts the uses and names none."""

    list_per_page = 50

    def get_deleted_objects(self, objs: QuerySet | list[Model], request: HttpRequest) -> tuple[Any, ...]:
        rows = list(objs)
        refused = [f"{row}: {', '.join(uses)}" for row in rows if (uses := self._uses(row))]
        deleted = [f"{self.opts.verbose_name}: {row}" for row in rows]
        counts = {str(self.opts.verbose_name_plural): len(rows)}
        needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        return deleted, counts, needed, refused

    def _uses(self, row: Model) -> list[str]:
        """Each kind of row that uses this one with its number, over all Jobcenters."""
        uses = []
        for relation in self.opts.related_objects:
            opts = relation.related_model._meta
            number = relation.related_model._base_manager.filter(**{relation.field.name: row}).count()
            if number:
                uses.append(f"{opts.verbose_name if number == 1 else opts.verbose_name_plural} ({number})")
        return uses
