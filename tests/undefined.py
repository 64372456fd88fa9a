"""Lets a test fail when one of our templates prints a variable that nobody defined. Templates of others may."""

import sys
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


class Undefined:
    """Stands in for the setting `string_if_invalid`; Django asks it for the text to print instead of the variable."""

    def __contains__(self, part: str) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        frame = sys._getframe(1)
        while frame.f_back and not hasattr(frame.f_locals.get("self"), "origin"):
            frame = frame.f_back
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin and TEMPLATES in Path(origin.name).parents:
            pytest.fail(f"Undefined template variable “{variable}” in {Path(origin.name).relative_to(TEMPLATES)}")
        return ""
