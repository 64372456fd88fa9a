"""Give the application's own database role what it needs to work, and nothing of the history but to read it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from amp.models import Change

#: Everything the role had is taken back first, so that the command may be run after every migration. A function of its
#: own in this schema could be called by the one that writes the history, with the rights of the owner.
GRANTS = """
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};
REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role};
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE ALL ON {history}, django_migrations FROM {role};
GRANT SELECT ON {history}, django_migrations TO {role};
REVOKE ALL ON {history} FROM PUBLIC;
REVOKE ALL ON FUNCTION amp_record_change() FROM PUBLIC, {role};
"""


class Command(BaseCommand):
    help = (
        "Gibt der Datenbankrolle der Anwendung ihre Rechte an allen Tabellen; den Verlauf darf sie nur lesen. "
        "Nach jedem migrate als Eigentümer der Datenbank ausführen (docs/operations.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", metavar="ROLLE")

    @transaction.atomic
    def handle(self, *, role: str, **options: Any) -> None:
        history = Change._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR pg_has_role(role.oid, history.relowner, 'MEMBER') "
                "FROM pg_roles AS role, pg_class AS history WHERE rolname = %s AND history.oid = %s::regclass",
                [role, history],
            )
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"Die Rolle {role} gibt es nicht. Legen Sie sie an, etwa mit: createuser {role}")
            if found[0]:
                raise CommandError(
                    f"Der Rolle {role} gehört der Verlauf, oder sie darf alles. Was hier vergeben wird, hält sie nicht "
                    "ab. Nennen Sie eine eigene Rolle für die Anwendung."
                )
            cursor.execute(sql.SQL(GRANTS).format(role=sql.Identifier(role), history=sql.Identifier(history)))
        self.stdout.write(f"Die Rolle {role} hat ihre Rechte. Den Verlauf kann sie lesen, aber nicht ändern.")
