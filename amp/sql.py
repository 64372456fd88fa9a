"""Database rules that Django cannot declare: composite foreign keys, and rows that must share a Jobcenter."""

from collections.abc import Sequence

from django.db.migrations import RunSQL


def same_parent(table: str, name: str, columns: Sequence[str], target: str, target_columns: Sequence[str]) -> RunSQL:
    """A composite foreign key, checked at the end of the transaction: both rows agree on all the named columns."""
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)}) "
        f"REFERENCES {target} ({', '.join(target_columns)}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


REFUSE_FOREIGN = RunSQL(
    """
    CREATE FUNCTION amp_refuse_foreign() RETURNS trigger LANGUAGE plpgsql AS $function$
    DECLARE
        is_foreign boolean;
    BEGIN
        EXECUTE TG_ARGV[0] INTO is_foreign USING NEW;
        IF is_foreign THEN
            RAISE EXCEPTION 'Die verknüpften Einträge gehören nicht zum selben Jobcenter oder Programm.'
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    END
    $function$
    """,
    "DROP FUNCTION amp_refuse_foreign()",
)


def refuse_foreign(table: str, query: str) -> RunSQL:
    """Refuse a row for which `query` (over the new row, `($1).column`) says that it links two Jobcenters."""
    name = f"{table}_same_jobcenter"
    return RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE ON {table} "
        f"DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION amp_refuse_foreign($query${query}$query$)",
        f"DROP TRIGGER {name} ON {table}",
    )


def refuse_foreign_link(table: str, measure_or_paper: str, owner: str, column: str, target: str) -> RunSQL:
    """Refuse a many-to-many row whose two sides belong to different Jobcenters."""
    return refuse_foreign(
        table,
        f"SELECT target.jobcenter_id <> programme.jobcenter_id FROM {owner} AS owner "
        "JOIN programmes_programme AS programme ON programme.id = owner.programme_id, "
        f"{target} AS target WHERE owner.id = ($1).{measure_or_paper} AND target.id = ($1).{column}",
    )


REFUSE_MOVE = RunSQL(
    """
    CREATE FUNCTION amp_refuse_move() RETURNS trigger LANGUAGE plpgsql AS $function$
    BEGIN
        RAISE EXCEPTION 'Ein Eintrag wechselt nie das Jobcenter oder Programm, zu dem er gehört.'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
    END
    $function$
    """,
    "DROP FUNCTION amp_refuse_move()",
)


def refuse_move(table: str, owner: str) -> RunSQL:
    """Refuse to give a row another owner, since the rules above look only at the row that links."""
    name = f"{table}_stays"
    return RunSQL(
        f"CREATE TRIGGER {name} BEFORE UPDATE OF {owner} ON {table} FOR EACH ROW "
        f"WHEN (OLD.{owner} IS DISTINCT FROM NEW.{owner}) EXECUTE FUNCTION amp_refuse_move()",
        f"DROP TRIGGER {name} ON {table}",
    )


REFUSE_CODE = RunSQL(
    """
    CREATE FUNCTION amp_refuse_code() RETURNS trigger LANGUAGE plpgsql AS $function$
    DECLARE
        is_taken boolean;
    BEGIN
        -- Who else enters a code in this programme waits until this one is there to be seen.
        PERFORM FROM programmes_programme WHERE id = NEW.programme_id FOR NO KEY UPDATE;
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE programme_id = $1 AND code = $2)', TG_ARGV[0])
            INTO is_taken USING NEW.programme_id, NEW.code;
        IF is_taken THEN
            RAISE EXCEPTION 'Die Kennung % hat im Programm bereits ein anderer Wert.', NEW.code
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    END
    $function$
    """,
    "DROP FUNCTION amp_refuse_code()",
)


def refuse_code(table: str, other: str) -> RunSQL:
    """Refuse a row whose code a row of the other table has in the same programme."""
    name = f"{table}_code_once"
    return RunSQL(
        f"CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OF code ON {table} "
        f"DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW EXECUTE FUNCTION amp_refuse_code({other})",
        f"DROP TRIGGER {name} ON {table}",
    )


def record_history(table: str, owner: str = "") -> RunSQL:
    """Record every change of the table in the history (amp.models.Change).

    `owner` is a query over the row, `($1).column`, for the keys of the programme and of the Jobcenter it belongs to;
    without one the row belongs to all.
    """
    argument = f"$query${owner}$query$" if owner else ""
    return RunSQL(
        f"CREATE TRIGGER {table}_history AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION amp_record_change({argument})",
        f"DROP TRIGGER {table}_history ON {table}",
    )


#: For `record_history`: a row that names its Jobcenter, and is the same in every year.
OF_JOBCENTER = "SELECT NULL::bigint, ($1).jobcenter_id"


def of_programme(column: str = "programme_id", through: str = "") -> str:
    """For `record_history`: `column` of the row refers to the programme, or to a row of `through` that does."""
    programme = "SELECT programme.id, programme.jobcenter_id FROM programmes_programme AS programme"
    if not through:
        return f"{programme} WHERE programme.id = ($1).{column}"
    return f"{programme} JOIN {through} AS owner ON owner.programme_id = programme.id WHERE owner.id = ($1).{column}"
