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
from bench.pages import PAGES  # noqa: E402


def main(programmes: int) -> None:
    call_command("migrate", verbosity=0)
    data.fill(programmes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    cookie = data.sign_in()
    print(json.dumps({"cookie": cookie, "queries": {path: _queries(path, cookie) for path in PAGES.values()}}))


def _queries(path: str, cookie: str) -> int:
    client = Client(headers={"Cookie": cookie}, SERVER_NAME="localhost")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return len(captured)


if __name__ == "__main__":
    main(int(sys.argv[1]))
