"""German alphabetical order where Python sorts."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=10_000)
def german_key(text: str) -> tuple[str, str]:
    """Sorts as a German list does: case and accents do not count, ä like a, ß like ss; then the spelling."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)), text
