"""Texts as pages print them, with the figures they name. They are those of the last stage (see budget.references)."""

from collections.abc import Callable
from functools import partial

from budget.figures import StageRow, key_figures
from budget.references import fill, printed


def filled_from(stage: StageRow) -> Callable[[str], str]:
    """What puts the figures of the stage into a text."""
    return partial(fill, texts=printed(key_figures(stage)))
