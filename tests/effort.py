"""How much work something is, told without a clock."""

import sys
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def effort(act: Callable[[], Result]) -> tuple[Result, int]:
    """What it returns, and how many functions it called on the way, those written in C included."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        return act(), calls
    finally:
        sys.setprofile(None)
