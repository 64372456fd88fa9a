"""What is planned: the Jobcenter with its places and partners, its yearly programme, focus areas and measures."""

from programmes.models.jobcenter import Jobcenter, Membership, Municipality, Site
from programmes.models.measure import Measure, MeasureSite, MeasureState, SiteState
from programmes.models.programme import FocusArea, FocusAreaState, Programme, ProgrammeState
from programmes.models.reference import Instrument, Partner, TargetGroup

__all__ = [
    "FocusArea",
    "FocusAreaState",
    "Instrument",
    "Jobcenter",
    "Measure",
    "MeasureSite",
    "MeasureState",
    "Membership",
    "Municipality",
    "Partner",
    "Programme",
    "ProgrammeState",
    "Site",
    "SiteState",
    "TargetGroup",
]
