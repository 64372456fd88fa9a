"""Primary keys and years as addresses and forms carry them. Pure."""


def parse_key(text: str) -> int | None:
    """The key that the text writes; None where it writes none that a row could have."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def parse_year(text: str) -> int | None:
    """The year that the text writes with four digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else None
