"""The admin within one's own Jobcenters.

Every row belongs to a Jobcenter, and nobody, whatever their role, meets a row of a Jobcenter they are not a member of:
not in a list, a form, a select box, an autocompletion, a filter or a deletion page. What they may do with the rows they
do meet is Django's permissions (amp.access). Everything here goes through `get_queryset` of the admin of the model.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, models
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from js_asset import Media

from amp.admin_forms import CARRIED, ScopedForm, ScopedFormSet
from amp.editor import EDITOR_MARK, EDITOR_POLICY
from amp.formfields import GermanDecimalField
from amp.keys import parse_key

NOT_HERE = "Diesen Eintrag gibt es hier nicht. Bitte wählen Sie einen aus der Liste."


def walk(row: Model, path: str) -> Model | None:
    """The object at the end of a path such as `stage.programme.jobcenter`; None where a step is missing."""
    value: Any = row
    for step in path.split("."):
        try:
            value = getattr(value, step)
        except ObjectDoesNotExist:
            return None
        if value is None:
            return None
    return value if value.pk is not None else None


class AmpAdmin:
    """For every admin: lists headed by what they list, and forms that two people may send at once."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": self.opts.verbose_name_plural, **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check a form once more where the database refused it: after the check somebody else was faster.

        A double click sends a form twice at the same moment, too. The form now names what is there already.
        """
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)


class ScopedFields:
    """For admins and inlines: choices come from the admin of the related model, limited to the same owner."""

    form = ScopedForm
    formfield_overrides = {models.DecimalField: {"form_class": GermanDecimalField}}
    show_full_result_count = False

    #: Field → (lookup on its model, path from this row): both must lead to the same object.
    same: Mapping[str, tuple[str, str]] = {}
    #: See ScopedForm.siblings.
    siblings: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return [name for name in super().get_fields(request, obj) if name not in CARRIED]

    def get_field_queryset(self, db: str | None, db_field: models.Field, request: HttpRequest) -> QuerySet:
        model = db_field.remote_field.model
        if self.admin_site.is_registered(model):
            queryset = self.admin_site.get_model_admin(model).get_queryset(request)
        else:  # rows that only stand on the page of others: what `same` leads to, else none
            queryset = model._default_manager.all() if db_field.name in self.same else model._default_manager.none()
        if db_field.name in self.same:
            lookup, path = self.same[db_field.name]
            owner = walk(request.scope_row, path)
            queryset = queryset.filter(**{lookup: owner}) if owner else queryset.none()
        return queryset

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, ModelChoiceField):
            field.error_messages["invalid_choice"] = NOT_HERE
            field.error_messages["invalid_pk_value"] = NOT_HERE
            self._limit_autocomplete(field, db_field, request)
        return field

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name not in self.get_autocomplete_fields(request):
            model = db_field.remote_field.model
            related = self.admin_site.get_model_admin(model) if self.admin_site.is_registered(model) else None
            field.label_from_instance = getattr(related, "choice_label", str)
            field.choices = list(field.choices)  # read once, however many rows of an inline show them
        return field

    def _limit_autocomplete(self, field: ModelChoiceField, db_field: models.Field, request: HttpRequest) -> None:
        """Let the suggestions, too, come only from the row's own Jobcenter (the form refuses others anyway)."""
        wrapper = field.widget
        widget = getattr(wrapper, "widget", wrapper)
        if isinstance(widget, admin.widgets.AutocompleteMixin):
            widget.attrs["data-dropdown-parent"] = "main"  # else the suggestions stand outside of every landmark
        if isinstance(widget, admin.widgets.AutocompleteSelectMultiple):
            widget.is_required = True  # no button to empty it all: the script puts it among the entries of the list
        lookup, path = self.same.get(db_field.name, ("", ""))
        owner = walk(request.scope_row, path) if path else None
        if isinstance(widget, admin.widgets.AutocompleteMixin) and lookup == "jobcenter" and owner:
            address = f"{widget.get_url()}?jobcenter={owner.pk}"
            widget.get_url = lambda: address
        if wrapper is not widget and (lookup not in ("", "jobcenter") or isinstance(self, ScopedInline)):
            wrapper.can_add_related = wrapper.can_change_related = False
            wrapper.can_delete_related = wrapper.can_view_related = False


class ScopedAdmin(AmpAdmin, ScopedFields, admin.ModelAdmin):
    """An admin of rows that belong to a Jobcenter.

    A new row is made for one owner (`owner_field`): its page is opened with `?programme=3`, and where several are
    possible the person is asked first. Afterwards a row never moves to another owner.
    """

    list_per_page = 50
    #: Path from the model to its Jobcenter in Django's notation; "" for the Jobcenter itself.
    jobcenter_path: str
    #: The foreign key that a row is made for; "" where there is none.
    owner_field = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        path = f"{self.jobcenter_path}__memberships__user" if self.jobcenter_path else "memberships__user"
        rows = super().get_queryset(request).filter(**{path: request.user.pk})
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        fixed = (self.owner_field,) if self.owner_field else ()
        return (*fixed, *super().get_readonly_fields(request, obj))

    # A new row and its owner

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.owner_field or self.chosen_owner(request):
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.choose_owner(request)

    def chosen_owner(self, request: HttpRequest) -> Model | None:
        """The owner named in the address, if it is one of the person's own."""
        owner: Model | None = getattr(request, "scope_owner", None)
        named = parse_key(request.GET.get(self.owner_field, ""))
        if owner is None and named is not None:
            owner = request.scope_owner = self.possible_owners(request).filter(pk=named).first()
        return owner

    def possible_owners(self, request: HttpRequest) -> QuerySet:
        model = self.opts.get_field(self.owner_field).remote_field.model
        return self.admin_site.get_model_admin(model).get_queryset(request)

    def choose_owner(self, request: HttpRequest) -> HttpResponse:
        owners = list(self.possible_owners(request)[:200])
        query = request.GET.copy()
        choices = []
        for owner in owners:
            query[self.owner_field] = str(owner.pk)
            choices.append((f"{request.path}?{query.urlencode()}", self.owner_label(owner)))
        if len(choices) == 1:
            return HttpResponseRedirect(choices[0][0])
        field = self.opts.get_field(self.owner_field)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.opts.verbose_name} hinzufügen",
            "opts": self.opts,
            "owner_name": field.verbose_name,
            "choices": choices,
            "is_popup": "_popup" in request.GET,
        }
        return TemplateResponse(request, "admin/choose_owner.html", context)

    def owner_label(self, owner: Model) -> str:
        return str(owner)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST and self.owner_field:
            return HttpResponseRedirect(request.get_full_path())
        return response

    # Forms

    def _row(self, request: HttpRequest, obj: Model | None) -> Model:
        """The row itself, or a new one of the chosen owner, from which `same` finds its way."""
        owner = self.chosen_owner(request) if obj is None and self.owner_field else None
        return obj or self.model(**({self.owner_field: owner} if owner else {}))

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> type:
        row = request.scope_row = self._row(request, obj)
        owner = walk(row, self.owner_field) if obj is None and self.owner_field else None
        form = super().get_form(request, obj, change=change, **kwargs)
        owned = {self.owner_field: owner} if owner else {}
        return type(form.__name__, (form,), {"owner": owned, "siblings": self.siblings})

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Model | None = None) -> Any:
        request.scope_parent = self._row(request, obj)
        return super().get_formsets_with_inlines(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Let the text editor work under the strict policy (see amp.editor)."""
        media = context["media"]
        has_editor = getattr(media, "_importmap", None) is not None
        context["editor_mark"] = EDITOR_MARK if has_editor else ""
        context["media"] = Media.from_media(media, nonce=str(request.csp_nonce))
        response = super().render_change_form(request, context, *args, **kwargs)
        if has_editor:
            response._csp_update = EDITOR_POLICY
        return response

    def view_on_site(self, obj: Model) -> str | None:
        """The page that shows the row. Given directly: Django's redirect would also tell strangers."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None


class ScopedInline(ScopedFields):
    """An inline of rows that belong to the row of the page. One empty row is there without JavaScript."""

    extra = 1
    formset = ScopedFormSet
    #: Whether no two rows of the page may have the same code.
    code_once = False

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """In a table the label stands only at the head of its column; so each field says it, too."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(self, admin.TabularInline):
            field.widget.attrs["aria-label"] = field.label
        return field

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> type:
        parent_key = forms.models._get_foreign_key(self.parent_model, self.model, fk_name=self.fk_name)
        request.scope_row = self.model(**{parent_key.name: request.scope_parent})
        formset = super().get_formset(request, obj, **kwargs)
        formset.once_a_page = self.code_once
        formset.form = type(formset.form.__name__, (formset.form,), {"siblings": self.siblings})
        return formset
