"""Fill one database and say what the measuring process needs: `python -m bench.prepare PROGRAMMES` prints JSON."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- needs the set-up before it
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import data  # noqa: E402
from bench.pages import PROBES, Probe  # noqa: E402


def main(programmes: int) -> None:
    call_command("migrate", verbosity=0)
    data.fill(programmes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    headers = data.sign_in()
    queries = {probe.name: _queries(probe, headers) for probe in PROBES}
    print(json.dumps({"headers": headers, "queries": queries, "forms": {}}))


def _queries(probe: Probe, headers: dict[str, str]) -> int:
    client = Client(headers=headers, SERVER_NAME="localhost", enforce_csrf_checks=True)
    with CaptureQueriesContext(connection) as captured:
        response = client.post(probe.path) if probe.saves else client.get(probe.path)
    if response.status_code != 200:
        raise RuntimeError(f"{probe.path} answered {response.status_code}")
    return len(captured)


if __name__ == "__main__":
    main(int(sys.argv[1]))
