"""The Jobcenter, who belongs to it, and its places."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

RESERVED_SLUGS = ("abmelden", "anmelden", "health", "hinweise", "kennwort", "static", "suche", "verwaltung")


class JobcenterQuerySet(models.QuerySet["Jobcenter"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The Jobcenters the user is a member of. There is no other way to see one, whatever the role."""
        return self.filter(memberships__user_id=user.pk)


class Jobcenter(models.Model):
    """A Jobcenter (§6d SGB II) and the authority that runs it."""

    slug = models.SlugField(
        "Adresskürzel", max_length=40, unique=True, help_text="Steht in der Adresse: »/kürzel/2021/«."
    )
    name = models.CharField("Name", max_length=120, unique=True, help_text="Zum Beispiel »Jobcenter Kreis Warendorf«.")
    carrier = models.CharField("Träger", max_length=120, help_text="Zum Beispiel »Kreis Warendorf«.")

    objects = JobcenterQuerySet.as_manager()

    class Meta:
        verbose_name = "Jobcenter"
        verbose_name_plural = "Jobcenter"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="jobcenter_slug_not_reserved",
                condition=~models.Q(slug__in=RESERVED_SLUGS),
                violation_error_message="Dieses Adresskürzel ist für das System vergeben.",
            ),
            models.CheckConstraint(
                name="jobcenter_slug_readable",
                condition=models.Q(slug__regex=r"^[-a-zA-Z0-9_]+$"),
                violation_error_message="Ein Adresskürzel besteht aus Buchstaben, Ziffern, Binde- und Unterstrichen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("jobcenter", args=[self.slug])


class Membership(models.Model):
    """Who may see a Jobcenter. What they may do there follows from their role (amp.access)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="Person"
    )
    jobcenter = models.ForeignKey(Jobcenter, models.CASCADE, related_name="memberships", verbose_name="Jobcenter")

    class Meta:
        verbose_name = "Zugehörigkeit"
        verbose_name_plural = "Zugehörigkeiten"
        ordering = ["user__username", "jobcenter__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "jobcenter"],
                name="membership_once",
                violation_error_message="Diese Person gehört dem Jobcenter bereits an.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.jobcenter}"


class Municipality(models.Model):
    """A municipality of the Jobcenter's area with its official key (AGS) and its square on the tile map."""

    jobcenter = models.ForeignKey(Jobcenter, models.CASCADE, related_name="municipalities", verbose_name="Jobcenter")
    ags = models.CharField(
        "Amtlicher Gemeindeschlüssel",
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^\d{8}$", "Der amtliche Gemeindeschlüssel hat acht Ziffern.")],
    )
    name = models.CharField("Name", max_length=80)
    map_row = models.PositiveSmallIntegerField("Kachelkarte: Zeile", null=True, blank=True)
    map_column = models.PositiveSmallIntegerField("Kachelkarte: Spalte", null=True, blank=True)

    class Meta:
        verbose_name = "Kommune"
        verbose_name_plural = "Kommunen"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["id", "jobcenter"], name="municipality_jobcenter"),
            models.UniqueConstraint(
                fields=["jobcenter", "name"],
                name="municipality_name_once",
                violation_error_message="Diese Kommune gibt es in diesem Jobcenter bereits.",
            ),
            models.UniqueConstraint(
                fields=["jobcenter", "map_row", "map_column"],
                name="municipality_tile_once",
                violation_error_message="Auf diesem Feld der Kachelkarte liegt bereits eine Kommune.",
            ),
            models.CheckConstraint(
                name="municipality_ags_eight_digits",
                condition=models.Q(ags__regex=r"^\d{8}$"),
                violation_error_message="Der amtliche Gemeindeschlüssel hat acht Ziffern.",
            ),
            models.CheckConstraint(
                name="municipality_tile_complete",
                condition=models.Q(map_row__isnull=True, map_column__isnull=True)
                | models.Q(map_row__isnull=False, map_column__isnull=False),
                violation_error_message="Geben Sie für die Kachelkarte Zeile und Spalte an oder keines von beiden.",
            ),
            models.CheckConstraint(
                name="municipality_tile_from_one",
                condition=(models.Q(map_row__isnull=True) | models.Q(map_row__gte=1))
                & (models.Q(map_column__isnull=True) | models.Q(map_column__gte=1)),
                violation_error_message="Zeilen und Spalten der Kachelkarte werden ab 1 gezählt.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where measures are carried out."""

    jobcenter = models.ForeignKey(Jobcenter, models.CASCADE, related_name="sites", verbose_name="Jobcenter")
    name = models.CharField("Name", max_length=120)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="sites", verbose_name="Kommune"
    )

    class Meta:
        verbose_name = "Standort"
        verbose_name_plural = "Standorte"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["jobcenter", "name"],
                name="site_name_once",
                violation_error_message="Diesen Standort gibt es in diesem Jobcenter bereits.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.municipality and self.municipality.jobcenter_id != self.jobcenter_id:
            raise ValidationError({"municipality": "Diese Kommune gehört zu einem anderen Jobcenter."})
