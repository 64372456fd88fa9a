"""What the overview and the Eckwerteblatt are made of besides the figures: plain frozen rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from amp.numbers import Qualifier, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """A section in reading order; `number` is »2.3.1«. `ends` tells that no other section lies below it.

    `named`, here and below, are the ids of the figures that the text refers to. `person` is the name of who is
    `responsible` (key), or empty.
    """

    pk: int
    parent: int | None
    number: str
    title: str
    state: str
    has_text: bool
    ends: bool
    named: tuple[str, ...]
    responsible: int | None
    person: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """A measure in one line, with the legal bases it rests on; `section` is None where it belongs to none."""

    pk: int
    section: int | None
    title: str
    laws: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLine:
    """A line of the budget that a measure is paid from, printed."""

    label: str
    kind: str
    amount: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlaces:
    """A measure at a site in this year; `places` is None while it is not known."""

    pk: int
    site: str
    municipality: str
    measure: str
    measure_pk: int
    state: str
    state_label: str
    period: str
    places: int | None
    qualifier: Qualifier

    @property
    def state_text(self) -> str:
        """The state with the words for the time, which may begin with it: »neu 2021«, »in Planung (ggf. ab 2022)«."""
        if not self.period or self.period.startswith(self.state_label):
            return self.period or self.state_label
        return f"{self.state_label} ({self.period})"

    @property
    def places_text(self) -> str:
        return quantity(self.places, qualifier=self.qualifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A committee in the order of the Beratungsfolge; `meets_on` is None while no date is set."""

    committee: str
    rapporteurs: str
    meets_on: date | None
    role: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A product or plan line by its number."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """A row of the finance box in €: one-off and yearly. None is a blank of the paper and prints blank, never as 0."""

    label: str
    one_off: Decimal | None
    annual: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceBox:
    """The finance box of the paper; an answer that nobody gave is None and leaves both check boxes empty."""

    financial_effects: bool | None
    in_budget_plan: bool | None
    products: tuple[Coded, ...]
    plan_lines: tuple[Coded, ...]
    planned: Decimal | None
    required: Decimal | None
    burdens: tuple[Burden, ...]

    @property
    def no_financial_effects(self) -> bool:
        return self.financial_effects is False

    @property
    def not_in_budget_plan(self) -> bool:
        return self.in_budget_plan is False

    @property
    def blanks(self) -> int:
        """How many amounts are left blank."""
        amounts = [self.planned, self.required, *(x for row in self.burdens for x in (row.one_off, row.annual))]
        return amounts.count(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """The council paper; `resolution` is HTML as it was written. `stage` is the stage whose figures it reports."""

    pk: int
    stage: int | None
    reference: str
    paper_type: str
    lead_office: str
    subject: str
    resolution: str
    meetings: tuple[Meeting, ...]
    box: FinanceBox
    named: tuple[str, ...]

    def next_meeting(self, today: date) -> Meeting | None:
        """The first committee that meets today or later."""
        coming = [meeting for meeting in self.meetings if meeting.meets_on and meeting.meets_on >= today]
        return min(coming, key=lambda meeting: meeting.meets_on or today, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything of a programme but its money: sections in reading order, measures, sites and the latest paper."""

    sections: tuple[SectionRow, ...]
    measures: tuple[MeasureLine, ...]
    sites: tuple[SitePlaces, ...]
    paper: PaperRow | None
