"""The append-only history and the trigger function that fills it; `amp.sql.record_history` attaches it to tables."""

from django.db import migrations, models

import amp.models

TABLE = """
CREATE TABLE amp_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    action text NOT NULL,
    actor bigint,
    actor_name text NOT NULL,
    reason text NOT NULL,
    "table" text NOT NULL,
    "row" bigint NOT NULL,
    programme bigint,
    jobcenter bigint,
    kind char(1) NOT NULL CHECK (kind IN ('I', 'U', 'D')),
    before jsonb,
    after jsonb
);
CREATE INDEX amp_change_of_programme ON amp_change (programme, id DESC);
CREATE INDEX amp_change_of_jobcenter ON amp_change (jobcenter, id DESC) WHERE programme IS NULL;
CREATE INDEX amp_change_of_row ON amp_change ("table", "row", id);
CREATE INDEX amp_change_of_action ON amp_change (action);
"""

# It runs as the owner of the history, so that the application's role needs no right to write there. That is why nobody
# else may attach it to a table, and why temporary tables are looked up last.
RECORD = """
CREATE FUNCTION amp_record_change() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $function$
DECLARE
    context jsonb := NULLIF(current_setting('amp.context', true), '')::jsonb;
    computed text[] := ARRAY(
        SELECT attname::text FROM pg_attribute
        WHERE attrelid = TG_RELID AND attgenerated <> '' AND NOT attisdropped
    );
    old_row jsonb;
    new_row jsonb;
    row_id bigint;
    of_programme bigint;
    of_jobcenter bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        old_row := to_jsonb(OLD) - computed;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_row := to_jsonb(NEW) - computed;
    END IF;
    IF old_row = new_row THEN
        RETURN NULL;
    END IF;
    row_id := COALESCE(new_row, old_row) ->> 'id';
    IF TG_NARGS > 0 THEN
        IF TG_OP = 'DELETE' THEN
            EXECUTE TG_ARGV[0] INTO of_programme, of_jobcenter USING OLD;
        ELSE
            EXECUTE TG_ARGV[0] INTO of_programme, of_jobcenter USING NEW;
        END IF;
        IF of_jobcenter IS NULL THEN  -- what it belonged to is gone already
            SELECT programme, jobcenter INTO of_programme, of_jobcenter FROM amp_change AS known
            WHERE known."table" = TG_TABLE_NAME AND known."row" = row_id ORDER BY id DESC LIMIT 1;
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, old_row -> key), jsonb_object_agg(key, value) INTO old_row, new_row
        FROM jsonb_each(new_row) WHERE value IS DISTINCT FROM old_row -> key;
    END IF;
    INSERT INTO amp_change
        (action, actor, actor_name, reason, "table", "row", programme, jobcenter, kind, before, after)
    VALUES (
        COALESCE(
            context ->> 'action',
            'tx-' || pg_current_xact_id() || '-' || extract(epoch FROM transaction_timestamp())
        ),
        (context ->> 'actor')::bigint,
        COALESCE(context ->> 'name', 'Datenbank: ' || session_user),
        COALESCE(context ->> 'reason', ''),
        TG_TABLE_NAME, row_id, of_programme, of_jobcenter, left(TG_OP, 1), old_row, new_row
    );
    RETURN NULL;
END
$function$;
REVOKE ALL ON FUNCTION amp_record_change() FROM PUBLIC;
"""

APPEND_ONLY = """
CREATE FUNCTION amp_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    RAISE EXCEPTION 'Der Verlauf wird nur fortgeschrieben. Er lässt sich weder ändern noch löschen.'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END
$function$;
CREATE TRIGGER amp_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON amp_change
FOR EACH STATEMENT EXECUTE FUNCTION amp_refuse_rewriting();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE amp_change"),
        migrations.RunSQL(RECORD, "DROP FUNCTION amp_record_change()"),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER amp_change_append_only ON amp_change; DROP FUNCTION amp_refuse_rewriting()",
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="Zeitpunkt")),
                ("action", models.TextField(verbose_name="Vorgang")),
                ("actor", models.BigIntegerField(null=True, verbose_name="Konto")),
                ("actor_name", models.TextField(verbose_name="Person")),
                ("reason", models.TextField(verbose_name="Grund")),
                ("table", models.TextField(verbose_name="Tabelle")),
                ("row", models.BigIntegerField(verbose_name="Zeile")),
                ("programme", models.BigIntegerField(null=True, verbose_name="Programm")),
                ("jobcenter", models.BigIntegerField(null=True, verbose_name="Jobcenter")),
                (
                    "kind",
                    models.CharField(
                        choices=[("I", "angelegt"), ("U", "geändert"), ("D", "gelöscht")],
                        max_length=1,
                        verbose_name="Art",
                    ),
                ),
                ("before", models.JSONField(decoder=amp.models.ExactDecoder, null=True, verbose_name="vorher")),
                ("after", models.JSONField(decoder=amp.models.ExactDecoder, null=True, verbose_name="nachher")),
            ],
            options={
                "verbose_name": "Änderung",
                "verbose_name_plural": "Änderungen",
                "db_table": "amp_change",
                "ordering": ["-pk"],
                "managed": False,
                "default_permissions": (),
            },
        ),
    ]
