"""What the database refuses only because somebody else was writing at the same moment."""

from django.db.models import ProtectedError, RestrictedError
from psycopg import errors

BY_OTHERS = (
    *(errors.ForeignKeyViolation, errors.UniqueViolation, errors.CheckViolation, errors.ExclusionViolation),
    *(errors.DeadlockDetected, errors.SerializationFailure, errors.LockNotAvailable),
)
"""What forms check is refused for this reason alone; all other errors are ours."""


def is_at_once(error: Exception) -> bool:
    return isinstance(error, ProtectedError | RestrictedError) or isinstance(error.__cause__, BY_OTHERS)
