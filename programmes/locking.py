"""The first of all locks."""

from programmes.models import Programme


def lock_programme(pk: int) -> None:
    """Whoever adds to the programme, changes a code in it or restores waits for the others, until the transaction ends.

    To be asked before any row is locked: the database locks the programme, too, where a code changes (`refuse_code`).
    """
    list(Programme.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))
