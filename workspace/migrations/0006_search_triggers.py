"""The search index follows its sources by triggers, so that bulk and raw SQL writes are found too.

The triggers fire once a statement: what thirty rows of one INSERT touch is worked out once.
"""

from django.db import migrations

FOLD = r"""
CREATE FUNCTION amp_fold(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $function$
    SELECT btrim(regexp_replace(
        regexp_replace(
            replace(replace(lower(unaccent('unaccent', normalize(
                translate(left(written, 200000), U&'\00AD\200B\200C\200D\2060\FEFF', ''), NFC
            ))), 'ae', 'a'), 'oe', 'o'),
            '(?<![aeiouq])ue', 'u', 'g'
        ),
        '[^a-z0-9\u00C0-\u1FFF\u2C00-\uD7FF]+', ' ', 'g'
    ))
$function$
"""

PLAIN = r"""
CREATE FUNCTION amp_plain(html text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $function$
    SELECT btrim(regexp_replace(
        replace(replace(replace(replace(replace(replace(
            regexp_replace(
                regexp_replace(html, '</?(a|b|em|i|mark|s|span|strong|sub|sup|u)(\s[^>]*)?>', '', 'gi'),
                '<[^>]*>', ' ', 'g'
            ),
            '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#39;', ''''), '&nbsp;', ' '), '&amp;', '&'),
        '\s+', ' ', 'g'
    ))
$function$
"""

SOURCE = """
CREATE FUNCTION amp_search_source(wanted text, keys bigint[])
    RETURNS TABLE (row_id bigint, jobcenter bigint, programme bigint, in_year int, heading text, content text)
    LANGUAGE plpgsql STABLE AS $function$
BEGIN
    CASE wanted
    WHEN 'abschnitt' THEN
        RETURN QUERY SELECT area.id, programme.jobcenter_id, programme.id, programme.year::int, area.title::text,
            amp_plain(area.text)
        FROM programmes_focusarea AS area
        JOIN programmes_programme AS programme ON programme.id = area.programme_id
        WHERE area.id = ANY(keys);
    WHEN 'massnahme' THEN
        RETURN QUERY SELECT measure.id, programme.jobcenter_id, programme.id, programme.year::int, measure.title::text,
            concat_ws(
                ' · ',
                nullif(amp_plain(measure.description), ''),
                (SELECT string_agg(instrument.short || ' (' || instrument.legal_basis || ')', ' · ' ORDER BY instrument.short)
                    FROM programmes_measure_instruments AS link
                    JOIN programmes_instrument AS instrument ON instrument.id = link.instrument_id
                    WHERE link.measure_id = measure.id),
                (SELECT string_agg(site.name, ' · ' ORDER BY site.name)
                    FROM programmes_measuresite AS link JOIN programmes_site AS site ON site.id = link.site_id
                    WHERE link.measure_id = measure.id),
                (SELECT string_agg(town.name, ' · ' ORDER BY town.name)
                    FROM programmes_measure_municipalities AS link
                    JOIN programmes_municipality AS town ON town.id = link.municipality_id
                    WHERE link.measure_id = measure.id),
                (SELECT string_agg(people.name, ' · ' ORDER BY people.name)
                    FROM programmes_measure_target_groups AS link
                    JOIN programmes_targetgroup AS people ON people.id = link.targetgroup_id
                    WHERE link.measure_id = measure.id),
                (SELECT string_agg(partner.name, ' · ' ORDER BY partner.name)
                    FROM programmes_measure_partners AS link
                    JOIN programmes_partner AS partner ON partner.id = link.partner_id
                    WHERE link.measure_id = measure.id)
            )
        FROM programmes_measure AS measure
        JOIN programmes_programme AS programme ON programme.id = measure.programme_id
        WHERE measure.id = ANY(keys);
    WHEN 'partner' THEN
        RETURN QUERY SELECT partner.id, partner.jobcenter_id, NULL::bigint, 0, partner.name::text, ''
        FROM programmes_partner AS partner
        WHERE partner.id = ANY(keys);
    WHEN 'position' THEN
        RETURN QUERY SELECT line.id, programme.jobcenter_id, programme.id, programme.year::int, line.label::text,
            line.source::text
        FROM budget_budgetline AS line
        JOIN budget_budgetstage AS stage ON stage.id = line.stage_id
        JOIN programmes_programme AS programme ON programme.id = stage.programme_id
        WHERE line.id = ANY(keys);
    WHEN 'kommentar' THEN
        RETURN QUERY SELECT comment.id, programme.jobcenter_id, programme.id, programme.year::int, '', comment.text
        FROM workspace_comment AS comment
        JOIN programmes_programme AS programme ON programme.id = comment.programme_id
        WHERE comment.id = ANY(keys);
    END CASE;
END
$function$
"""

REFRESH = """
CREATE FUNCTION amp_search_refresh(wanted text, keys bigint[]) RETURNS void LANGUAGE plpgsql AS $function$
BEGIN
    -- Whoever writes the same entry waits here, and then reads what the other one has written.
    PERFORM 1 FROM workspace_searchentry AS entry
    WHERE entry.kind = wanted AND entry.row = ANY(keys) ORDER BY entry.row FOR UPDATE;

    WITH source AS MATERIALIZED (
        SELECT found.*, amp_fold(found.heading) AS folded_heading, amp_fold(left(found.content, 200000)) AS folded_content
        FROM amp_search_source(wanted, keys) AS found
    ), gone AS (
        DELETE FROM workspace_searchentry AS entry
        WHERE entry.kind = wanted AND entry.row = ANY(keys)
            AND NOT EXISTS (SELECT FROM source WHERE source.row_id = entry.row)
    ), words AS (
        INSERT INTO workspace_searchword (jobcenter_id, word)
        SELECT DISTINCT source.jobcenter, word
        FROM source, string_to_table(source.folded_heading || ' ' || source.folded_content, ' ') AS word
        WHERE length(word) BETWEEN 3 AND 60 AND word !~ '^[0-9]+$' AND NOT EXISTS (
            SELECT FROM workspace_searchword AS known
            WHERE known.jobcenter_id = source.jobcenter AND known.word = word.word
        )
    )
    INSERT INTO workspace_searchentry AS entry
        (kind, "row", jobcenter_id, programme_id, year, title, body, heading, vector)
    SELECT wanted, source.row_id, source.jobcenter, source.programme, source.in_year, source.heading, source.content,
        to_tsvector('german', source.folded_heading),
        to_tsvector('german', concat_ws(' ', source.folded_heading, source.folded_content, nullif(source.in_year, 0)))
    FROM source
    ON CONFLICT (kind, "row") DO UPDATE SET
        jobcenter_id = excluded.jobcenter_id, programme_id = excluded.programme_id, year = excluded.year,
        title = excluded.title, body = excluded.body, heading = excluded.heading, vector = excluded.vector;
END
$function$
"""

CHANGED = """
CREATE FUNCTION amp_search_changed() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    keys bigint[];
BEGIN
    EXECUTE TG_ARGV[1] INTO keys;
    IF keys IS NOT NULL THEN
        PERFORM amp_search_refresh(TG_ARGV[0], keys);
    END IF;
    RETURN NULL;
END
$function$
"""

MOVED_YEAR = """
CREATE FUNCTION amp_search_moved_year() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    PERFORM amp_search_refresh(entries.kind, entries.keys)
    FROM (
        SELECT kind, array_agg("row") AS keys FROM workspace_searchentry WHERE programme_id = NEW.id GROUP BY kind
    ) AS entries;
    RETURN NULL;
END
$function$
"""


def follow(table: str, kind: str, columns: str, keys: str = "SELECT id FROM changed") -> migrations.RunSQL:
    """Refresh entries of the kind when rows of the table come, go, or change in these columns.

    `keys` selects the entries that belong to the `changed` rows.
    """
    old, new = f"SELECT {columns} FROM old_rows", f"SELECT {columns} FROM new_rows"
    events = {
        "insert": ("NEW TABLE AS new_rows", new),
        "delete": ("OLD TABLE AS old_rows", old),
        "update": (
            "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            f"({new} EXCEPT {old}) UNION ALL ({old} EXCEPT {new})",
        ),
    }
    return migrations.RunSQL(
        [
            f"CREATE TRIGGER search_{kind}_{event} AFTER {event} ON {table} REFERENCING {rows} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION amp_search_changed('{kind}', "
            f"$keys$WITH changed AS ({changed}) SELECT array_agg(DISTINCT found.key) FROM ({keys}) AS found(key)$keys$)"
            for event, (rows, changed) in events.items()
        ],
        [f"DROP TRIGGER search_{kind}_{event} ON {table}" for event in events],
    )


def follow_name(table: str, columns: str, links: str, column: str) -> migrations.RunSQL:
    """Refresh the measures linked with a row of the table when its name changes."""
    keys = f"SELECT link.measure_id FROM {links} AS link JOIN changed ON changed.id = link.{column}"
    return follow(table, "massnahme", columns, keys)


def fill(kind: str, table: str) -> migrations.RunSQL:
    """Enter what is there already."""
    return migrations.RunSQL(
        f"SELECT amp_search_refresh('{kind}', (SELECT array_agg(id) FROM {table}))", migrations.RunSQL.noop
    )


def function(name: str, body: str) -> migrations.RunSQL:
    return migrations.RunSQL(body, f"DROP FUNCTION {name}")


MEASURE_OF_LINK = "SELECT measure_id FROM changed"


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0005_owners_stay"),
        ("programmes", "0005_reserved_slugs"),
        ("workspace", "0005_search_index"),
    ]

    operations = [
        function("amp_fold(text)", FOLD),
        function("amp_plain(text)", PLAIN),
        function("amp_search_source(text, bigint[])", SOURCE),
        function("amp_search_refresh(text, bigint[])", REFRESH),
        function("amp_search_changed()", CHANGED),
        function("amp_search_moved_year()", MOVED_YEAR),
        follow("programmes_focusarea", "abschnitt", "id, title, text"),
        follow("programmes_measure", "massnahme", "id, title, description"),
        follow("programmes_partner", "partner", "id, name"),
        follow("budget_budgetline", "position", "id, label, source"),
        follow("workspace_comment", "kommentar", "id, text"),
        follow("programmes_measuresite", "massnahme", "id, measure_id, site_id", MEASURE_OF_LINK),
        *(
            follow(f"programmes_measure_{links}", "massnahme", f"id, measure_id, {column}", MEASURE_OF_LINK)
            for links, column in (
                ("instruments", "instrument_id"),
                ("municipalities", "municipality_id"),
                ("target_groups", "targetgroup_id"),
                ("partners", "partner_id"),
            )
        ),
        follow_name("programmes_instrument", "id, short, legal_basis", "programmes_measure_instruments", "instrument_id"),
        follow_name("programmes_municipality", "id, name", "programmes_measure_municipalities", "municipality_id"),
        follow_name("programmes_targetgroup", "id, name", "programmes_measure_target_groups", "targetgroup_id"),
        follow_name("programmes_partner", "id, name", "programmes_measure_partners", "partner_id"),
        follow_name("programmes_site", "id, name", "programmes_measuresite", "site_id"),
        migrations.RunSQL(
            "CREATE TRIGGER search_year AFTER UPDATE OF year ON programmes_programme FOR EACH ROW "
            "WHEN (OLD.year <> NEW.year) EXECUTE FUNCTION amp_search_moved_year()",
            "DROP TRIGGER search_year ON programmes_programme",
        ),
        fill("abschnitt", "programmes_focusarea"),
        fill("massnahme", "programmes_measure"),
        fill("partner", "programmes_partner"),
        fill("position", "budget_budgetline"),
        fill("kommentar", "workspace_comment"),
    ]
