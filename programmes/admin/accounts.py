"""Accounts: the Administration of a Jobcenter looks after its own people, and can lift nobody above the roles.

Somebody who also belongs to another Jobcenter is managed by a person who belongs to both, or by a superuser. Superusers
are made on the command line only; nobody turns one on, and only superusers see them.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField, Model, QuerySet
from django.http import HttpRequest

from amp.access import Role
from amp.admin_scope import AmpAdmin
from programmes.models import Jobcenter, Membership

admin.site.unregister(Group)
admin.site.unregister(User)


def possible_jobcenters(user: User) -> QuerySet[Jobcenter]:
    """Where this person may let people in: their own Jobcenters; a superuser everywhere, themselves included."""
    return Jobcenter.objects.all() if user.is_superuser else Jobcenter.objects.visible_to(user)


class JobcentersField(forms.ModelMultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Jobcenter.objects.none(),
            label="Jobcenter",
            widget=forms.CheckboxSelectMultiple,
            help_text="Nur was zu diesen Jobcentern gehört, ist für die Person sichtbar.",
            error_messages={
                "required": "Bitte wählen Sie mindestens ein Jobcenter.",
                "invalid_choice": "Dieses Jobcenter können Sie nicht vergeben.",
                "invalid_pk_value": "Dieses Jobcenter können Sie nicht vergeben.",
            },
            **options,
        )


class WithJobcenters:
    """For the two account forms: the Jobcenters the person at work may give away, and those already given."""

    possible: QuerySet[Jobcenter]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("jobcenters")
        if field is None:
            return
        field.queryset = self.possible
        if self.instance.pk:
            self.initial["jobcenters"] = list(self.possible.filter(memberships__user=self.instance))
        elif self.possible.count() == 1:
            self.initial["jobcenters"] = list(self.possible)


class AccountForm(WithJobcenters, UserChangeForm):
    jobcenters = JobcentersField()


class OwnAccountForm(UserChangeForm):
    pass


class NewAccountForm(WithJobcenters, AdminUserCreationForm):
    jobcenters = JobcentersField()


@admin.register(User)
class AccountAdmin(AmpAdmin, UserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    list_display = ("username", "full_name", "roles", "jobcenters", "is_staff", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", ("groups", admin.RelatedOnlyFieldListFilter))
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    show_full_result_count = False
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("username", "password", ("first_name", "last_name"), "email")}),
        ("Rechte", {"fields": ("jobcenters", "groups", "is_staff", "is_active")}),
        ("Zeitpunkte", {"fields": ("last_login", "date_joined")}),
    )
    own_fieldsets = (fieldsets[0], ("Rechte", {"fields": ("memberships", "roles")}), fieldsets[2])
    add_fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "email")}),
        ("Passwort", {"fields": ("usable_password", "password1", "password2")}),
        ("Rechte", {"fields": ("jobcenters", "groups", "is_staff")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request).prefetch_related("groups", "memberships__jobcenter")
        if request.user.is_superuser:
            return people
        own = Jobcenter.objects.visible_to(request.user)
        members = Membership.objects.filter(jobcenter__in=own).values("user")
        others = Membership.objects.exclude(jobcenter__in=own).values("user")
        team = people.filter(is_superuser=False, pk__in=members).exclude(pk__in=others)
        return team | people.filter(pk=request.user.pk)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody gives rights to themselves."""
        return self.own_fieldsets if self._is_self(request, obj) else super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fixed = ("memberships", "roles") if self._is_self(request, obj) else ()
        return (*fixed, *super().get_readonly_fields(request, obj))

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        if self._is_self(request, obj):
            return super().get_form(request, obj, form=OwnAccountForm, **kwargs)
        form = super().get_form(request, obj, **kwargs)
        form.possible = possible_jobcenters(request.user)
        return form

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "is_staff" and field is not None:
            field.label = "Zugang zur Verwaltung"
            field.initial = True
            field.help_text = (
                "Nötig für Programme, Haushaltsstände, Vorlagen und Konten; geschrieben und geplant wird auch ohne. "
                "Was die Person dort darf, ergibt sich aus den Rollen."
            )
        return field

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(name__in=list(Role)).order_by("pk")
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["label"] = "Rollen"
            kwargs["help_text"] = "Was die Person tun darf. Mehrere Rollen ergänzen sich."
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "jobcenters" not in form.cleaned_data:
            return
        chosen = form.cleaned_data["jobcenters"]
        given = Membership.objects.filter(user=form.instance, jobcenter__in=possible_jobcenters(request.user))
        given.exclude(jobcenter__in=chosen).delete()
        for jobcenter in chosen:
            Membership.objects.get_or_create(user=form.instance, jobcenter=jobcenter)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._is_self(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """Who has changed something stays, so that the history keeps its names."""
        people = list(objs)
        with_history = set(LogEntry.objects.filter(user__in=people).values_list("user", flat=True))
        refused = [
            f"{person}: hat Daten bearbeitet. Bitte sperren Sie das Konto, indem Sie »Aktiv« abwählen."
            for person in people
            if person.pk in with_history
        ]
        refused += [
            f"{person}: Das eigene Konto kann man nicht löschen." for person in people if person == request.user
        ]
        deleted = [f"Konto: {person}" for person in people]
        needed = set() if self.has_delete_permission(request) else {"Konto"}
        return deleted, {"Konten": len(people)}, needed, refused

    @staticmethod
    def _is_self(request: HttpRequest, obj: Model | None) -> bool:
        return obj is not None and obj.pk == request.user.pk and not request.user.is_superuser

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description="Rollen")
    def roles(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all()))

    @admin.display(description="Jobcenter")
    def jobcenters(self, person: User) -> str:
        return ", ".join(sorted(membership.jobcenter.name for membership in person.memberships.all()))

    memberships = jobcenters
