"""The admin of what is planned: the Jobcenter with its places, programmes, sections, measures, and the accounts."""

from programmes.admin import accounts, jobcenters, measures, programmes, reference

__all__ = ["accounts", "jobcenters", "measures", "programmes", "reference"]
