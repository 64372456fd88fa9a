"""What a measure of a programme may be linked with, read with few queries and checked without any."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import BigIntegerField, Case, DateField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from amp.sorting import german_key
from programmes.models import Instrument, Jobcenter, Municipality, Partner, Programme, Site, TargetGroup
from programmes.queries.links import law_warning
from programmes.queries.sections import headings
from programmes.rows import Heading

#: Field of a measure → what its list offers.
KINDS = {
    "instruments": Instrument,
    "municipalities": Municipality,
    "target_groups": TargetGroup,
    "partners": Partner,
    "sites": Site,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something to choose. `note` warns beside it, `municipality` is the key of a site's, None where it has none."""

    pk: int
    name: str
    note: str = ""
    municipality: int | None = None


@dataclass(frozen=True, kw_only=True)
class Options:
    """All choices of the measures of one programme, each list in alphabetical order."""

    sections: Mapping[int, Heading]
    instruments: tuple[Option, ...]
    municipalities: tuple[Option, ...]
    target_groups: tuple[Option, ...]
    partners: tuple[Option, ...]
    sites: tuple[Option, ...]

    @cached_property
    def site_by_name(self) -> Mapping[str, Option]:
        """A site by its name as `folded` gives it."""
        return {folded(site.name): site for site in self.sites}

    @cached_property
    def municipality_names(self) -> Mapping[int, str]:
        return {row.pk: row.name for row in self.municipalities}

    @property
    def site_towns(self) -> tuple[tuple[str, str], ...]:
        """Every site with its municipality, empty where it has none."""
        return tuple((site.name, self.municipality_names.get(site.municipality or 0, "")) for site in self.sites)


def folded(name: str) -> str:
    """A name for comparison: capital letters and spaces make no difference."""
    return " ".join(name.split()).casefold()


def options_of(programme: Programme) -> Options:
    """The choices of a measure of this programme. Two queries."""
    found: dict[str, list[Option]] = {kind: [] for kind in KINDS}
    for kind, pk, name, municipality, valid_from, valid_to in _rows(programme.jobcenter):
        law = Instrument(valid_from=valid_from, valid_to=valid_to)
        note = law_warning(law, programme.year) if kind == "instruments" else ""
        found[kind].append(Option(pk=pk, name=name, note=note, municipality=municipality))
    return Options(sections=headings(programme), **{kind: _sorted(options) for kind, options in found.items()})


def _rows(jobcenter: Jobcenter) -> QuerySet:
    """(kind, key, name, municipality, valid from, valid to) of everything that can be chosen, in one query."""
    no_town, no_day = Cast(None, BigIntegerField()), Cast(None, DateField())
    named = Case(When(short=F("name"), then=F("name")), default=Concat("short", Value(" – "), "name"))
    label = Concat(named, Value(", "), "legal_basis")
    instruments = Instrument.objects.order_by().values_list(
        Value("instruments"), "pk", label, no_town, "valid_from", "valid_to"
    )
    others = (
        model.objects.filter(jobcenter=jobcenter)
        .order_by()
        .values_list(Value(kind), "pk", "name", F("municipality") if model is Site else no_town, no_day, no_day)
        for kind, model in KINDS.items()
        if model is not Instrument
    )
    return instruments.union(*others, all=True)


def _sorted(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(sorted(options, key=lambda option: german_key(option.name)))
