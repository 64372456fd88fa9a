"""Reads of the search index. People find what their Jobcenters have and their role may read, nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection
from django.urls import reverse

from amp.numbers import NBSP
from programmes.models import Programme
from programmes.rows import section_anchor
from programmes.tree import numbers_of_sections
from workspace.models import SearchKind
from workspace.search.marking import excerpt, found_words, marked
from workspace.search.rows import Candidate, Found, Hit
from workspace.search.words import Word, all_exact, all_wide, corrected, expand

Row = Mapping[str, Any]

MOST = 250
"""So many entries at most are ranked; those of the years that lie nearest come first."""

KINDS = {kind.value: kind for kind in SearchKind}

NEEDED = {
    SearchKind.SECTION: "programmes.view_focusarea",
    SearchKind.MEASURE: "programmes.view_measure",
    SearchKind.PARTNER: "programmes.view_partner",
    SearchKind.LINE: "budget.view_budgetline",
    SearchKind.COMMENT: "workspace.view_comment",
}


def find(
    typed: str, *, user: AbstractBaseUser | AnonymousUser, programme: Programme | None = None, year: int | None = None
) -> Found:
    """What was typed, in everything the user may see, or in one year. Two queries, or four where it finds nothing.

    `programme` is the one the user works on just now; it counts more.
    """
    kinds = [kind.value for kind, permission in NEEDED.items() if user.has_perm(permission)]
    words = expand(typed, user=user.pk) if kinds else ()
    if not words:
        return Found()
    values = {
        "user": user.pk,
        "kinds": kinds,
        "year": year,
        "programme": programme.pk if programme else None,
        "near": programme.year if programme else None,
        "most": MOST,
    }
    candidates = _candidates(words, values)
    guessed = not candidates
    if guessed:
        words = corrected(words, user=user.pk)
        candidates = _candidates(words, values)
    return Found(
        candidates=candidates,
        stems=frozenset(stem for word in words for stem in word.stems),
        more=len(candidates) == MOST,
        guessed=guessed,
    )


#: A hit in the title counts as much as three years, the programme somebody works on as much as four.
_CANDIDATES = """
    WITH years AS (
        SELECT DISTINCT year FROM programmes_programme
        WHERE jobcenter_id = ANY(ARRAY(SELECT jobcenter_id FROM programmes_membership WHERE user_id = %(user)s))
            AND year = coalesce(%(year)s, year)
    ),
    distances AS (
        SELECT year, abs(year - coalesce(%(near)s, max(year) OVER ())) AS distance FROM years
        UNION ALL SELECT 0::smallint, 0 WHERE %(year)s::int IS NULL
    ),
    best AS (
        SELECT found.* FROM (SELECT year, distance FROM distances ORDER BY distance) AS distances CROSS JOIN LATERAL (
            SELECT entry.id, entry.kind, entry.year, entry.title,
                3 * (entry.heading @@ %(wide)s::tsquery)::int + (entry.heading @@ %(exact)s::tsquery)::int
                + 4 * coalesce((entry.programme_id = %(programme)s)::int, 0) - distances.distance AS weight
            FROM workspace_searchentry AS entry
            WHERE entry.year = distances.year AND entry.vector @@ %(wide)s::tsquery
                AND entry.kind = ANY(%(kinds)s) AND entry.jobcenter_id = ANY(
                    ARRAY(SELECT jobcenter_id FROM programmes_membership WHERE user_id = %(user)s)
                )
            ORDER BY weight DESC LIMIT %(most)s
        ) AS found
        LIMIT %(most)s
    )
    SELECT id, kind, year FROM best ORDER BY weight DESC, year DESC, array_position(%(kinds)s, kind::text), title, id
"""


def _candidates(words: Sequence[Word], values: dict[str, Any]) -> tuple[Candidate, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {**values, "exact": all_exact(words), "wide": all_wide(words)})
        return tuple(Candidate(pk, KINDS[kind], year) for pk, kind, year in cursor.fetchall())


#: The subqueries with LIMIT are planned on their own: ten joins at once take longer to plan than to carry out.
_DETAILS = """
    SELECT entry.kind, entry."row", entry.title, entry.body, jobcenter.slug, jobcenter.name AS jobcenter,
        coalesce(programme.year, partner.newest) AS year, programme.id AS programme,
        CASE entry.kind
            WHEN 'abschnitt' THEN entry."row"
            WHEN 'massnahme' THEN (SELECT focus_area_id FROM programmes_measure WHERE id = entry."row")
            ELSE talked.section
        END AS section,
        talked.measure, talked.about, talked.author, stage.slug AS stage, stage.name AS stage_name
    FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted (id, place)
    JOIN workspace_searchentry AS entry ON entry.id = wanted.id
    JOIN programmes_jobcenter AS jobcenter ON jobcenter.id = entry.jobcenter_id
    LEFT JOIN programmes_programme AS programme ON programme.id = entry.programme_id
    LEFT JOIN LATERAL (
        SELECT coalesce(area.id, measure.focus_area_id) AS section, measure.id AS measure,
            coalesce(area.title, measure.title) AS about,
            coalesce(nullif(btrim(concat(author.first_name, ' ', author.last_name)), ''), author.username) AS author
        FROM workspace_comment AS comment JOIN auth_user AS author ON author.id = comment.author_id
        LEFT JOIN programmes_focusarea AS area ON area.id = comment.focus_area_id
        LEFT JOIN programmes_measure AS measure ON measure.id = comment.measure_id
        WHERE comment.id = entry."row" AND entry.kind = 'kommentar' LIMIT 1
    ) AS talked ON true
    LEFT JOIN LATERAL (
        SELECT stage.slug, stage.name FROM budget_budgetline AS line
        JOIN budget_budgetstage AS stage ON stage.id = line.stage_id
        WHERE line.id = entry."row" AND entry.kind = 'position' LIMIT 1
    ) AS stage ON true
    LEFT JOIN LATERAL (
        SELECT coalesce(
            max(held.year), (SELECT max(year) FROM programmes_programme WHERE jobcenter_id = entry.jobcenter_id)
        ) AS newest
        FROM programmes_measure_partners AS link JOIN programmes_measure AS measure ON measure.id = link.measure_id
        JOIN programmes_programme AS held ON held.id = measure.programme_id
        WHERE link.partner_id = entry."row" AND entry.kind = 'partner' LIMIT 1
    ) AS partner ON true
    ORDER BY wanted.place
"""


def hits(candidates: Iterable[Candidate], stems: frozenset[str]) -> tuple[Hit, ...]:
    """What the candidates are and where they stand, in their order. Two queries, none without candidates."""
    wanted = [candidate.pk for candidate in candidates]
    if not wanted:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_DETAILS, [wanted])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    numbers = numbers_of_sections(row["section"] for row in rows if row["section"])
    words = found_words(stems)
    return tuple(
        Hit(
            kind=KINDS[row["kind"]],
            url=_url(row),
            title=marked(f"Zu »{row['about']}«" if row["about"] else row["title"], words),
            place=" · ".join(_place(row, numbers)),
            excerpt=excerpt(row["body"], words),
        )
        for row in rows
    )


def _url(row: Row) -> str:
    """Where the entry can be read: section, measure, stage, conversation; of a partner, its measures."""
    if row["year"] is None:
        return reverse("jobcenter", args=[row["slug"]])
    programme = [row["slug"], row["year"]]
    match row["kind"]:
        case SearchKind.SECTION:
            return f"{reverse('focus_areas', args=programme)}#{section_anchor(row['row'])}"
        case SearchKind.MEASURE:
            return reverse("measure", args=[*programme, row["row"]])
        case SearchKind.PARTNER:
            asked = {"q": row["title"], "art": SearchKind.MEASURE.value, "jahr": row["year"]}
            return f"{reverse('search')}?{urlencode({**asked, 'von': '/'.join(map(str, programme))})}"
        case SearchKind.LINE:
            return f"{reverse('budget', args=programme)}?{urlencode({'stand': row['stage']})}"
        case _:
            about = "section_comments" if row["measure"] is None else "measure_comments"
            key = row["section"] if row["measure"] is None else row["measure"]
            return f"{reverse(about, args=[*programme, key])}#kommentar-{row['row']}"


def _place(row: Row, numbers: Mapping[int, str]) -> Iterator[str]:
    yield row["jobcenter"]
    if row["programme"]:
        yield str(row["year"])
    if row["section"]:
        yield f"Abschnitt{NBSP}{numbers[row['section']]}"
    if row["stage_name"]:
        yield row["stage_name"]
    if row["author"]:
        yield f"Kommentar von {row['author']}"
