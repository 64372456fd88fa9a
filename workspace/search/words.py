"""From what somebody typed to a question for the index: stems, beginnings, parts of words, and what was meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from workspace.search.spelling import nearest, swapped

MOST_CHARACTERS, MOST_WORDS = 200, 8
#: Folded stop words that the dictionary of the database knows only with their umlauts.
STOP_WORDS = frozenset({"dass", "fur", "konnen", "konnte", "uber", "wahrend", "wurden"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a search: its stem, the stems of words it is a part of, and whether its end may still be missing."""

    folded: str
    stem: str
    others: frozenset[str] = frozenset()
    unfinished: bool = False

    @property
    def exact(self) -> str:
        """As a tsquery: the word itself."""
        return _lexeme(self.stem) + (":*" if self.unfinished else "")

    @property
    def wide(self) -> str:
        """As a tsquery: the word itself or any other it is a part of."""
        return f"({' | '.join((self.exact, *map(_lexeme, sorted(self.others))))})"

    @property
    def stems(self) -> frozenset[str]:
        return self.others | {self.stem}


_EXPAND = """
    SELECT typed.word, typed.stem, ARRAY(
        SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('german', known.word)))
        FROM workspace_searchword AS known
        WHERE known.jobcenter_id = ANY(ARRAY(SELECT jobcenter_id FROM programmes_membership WHERE user_id = %(user)s))
            AND known.word LIKE typed.part
        LIMIT 60
    )
    FROM (
        SELECT word, place, coalesce(stems[1], word) AS stem, CASE
            WHEN length(stems[1]) >= 5 THEN '%%' || stems[1] || '%%'
            WHEN place = total AND length(word) >= 3 THEN word || '%%'
        END AS part, stems[1] IS NULL AS is_stop_word, total
        FROM (
            SELECT word, place, tsvector_to_array(to_tsvector('german', word)) AS stems, count(*) OVER () AS total
            FROM string_to_table(amp_fold(%(typed)s), ' ') WITH ORDINALITY AS token (word, place)
            WHERE word <> '' AND word <> ALL(%(stop_words)s)
        ) AS folded
    ) AS typed
    WHERE NOT is_stop_word OR total = 1
    ORDER BY place LIMIT %(most)s
"""


def expand(typed: str, *, user: int) -> tuple[Word, ...]:
    """The words that count, with what the vocabulary of the person's Jobcenters has for each. One query.

    The last word may be unfinished, unless it is a single letter. Words that say nothing (»und«, »für«) are left out.
    """
    values = {"typed": typed, "user": user, "stop_words": sorted(STOP_WORDS), "most": MOST_WORDS}
    with connection.cursor() as cursor:
        cursor.execute(_EXPAND, values)
        rows = cursor.fetchall()
    return tuple(
        Word(
            folded=folded,
            stem=stem,
            others=frozenset(others) - {stem},
            unfinished=place == len(rows) and len(folded) > 1,
        )
        for place, (folded, stem, others) in enumerate(rows, start=1)
    )


_SIMILAR = """
    WITH own AS MATERIALIZED (
        SELECT ARRAY(SELECT jobcenter_id FROM programmes_membership WHERE user_id = %(user)s) AS jobcenters
    )
    SELECT typed.word, known.word, (tsvector_to_array(to_tsvector('german', known.word)))[1]
    FROM own CROSS JOIN unnest(%(words)s::text[]) AS typed (word) CROSS JOIN LATERAL (
        SELECT word, greatest(similarity(word, typed.word), word_similarity(typed.word, word)) AS nearness FROM (
            SELECT word FROM workspace_searchword WHERE jobcenter_id = ANY(own.jobcenters) AND word %% typed.word
            UNION SELECT word FROM workspace_searchword WHERE jobcenter_id = ANY(own.jobcenters) AND word %%> typed.word
            UNION SELECT known.word FROM unnest(%(swapped)s::text[]) AS beginning JOIN workspace_searchword AS known
                ON known.jobcenter_id = ANY(own.jobcenters) AND known.word BETWEEN beginning AND beginning || 'zzz'
        ) AS alike
        ORDER BY nearness DESC LIMIT 50
    ) AS known
"""


def corrected(words: Sequence[Word], *, user: int) -> tuple[Word, ...]:
    """The words again, each with the known words it may have been meant to be. One query."""
    turned = sorted({other for word in words for other in swapped(word.folded)})
    values = {"words": [word.folded for word in words], "user": user, "swapped": turned}
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR, values)
        rows = cursor.fetchall()
    return tuple(
        _with_meant(word, {known: stem for typed, known, stem in rows if typed == word.folded}) for word in words
    )


def _with_meant(word: Word, known: dict[str, str | None]) -> Word:
    meant = (known[other] for other in nearest(word.folded, known))
    return replace(word, others=word.others | {stem for stem in meant if stem})


def all_exact(words: Iterable[Word]) -> str:
    return " & ".join(word.exact for word in words)


def all_wide(words: Iterable[Word]) -> str:
    return " & ".join(word.wide for word in words)


def _lexeme(stem: str) -> str:
    quoted = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"
