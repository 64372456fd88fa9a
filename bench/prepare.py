"""Fill one database and say what the measuring process needs: `python -m bench.prepare PROGRAMMES` prints JSON."""

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- needs the set-up before it
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from bench import data  # noqa: E402
from bench.load import CLIENTS  # noqa: E402
from bench.pages import PROBES, SAVE, Probe  # noqa: E402
from bench.saving import Form, saving  # noqa: E402
from programmes.models import FocusArea  # noqa: E402


def main(programmes: int) -> None:
    setup_test_environment()  # responses tell their forms
    call_command("migrate", verbosity=0)
    data.fill(programmes)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as PostgreSQL would do by itself in time
    headers = data.sign_in()
    forms = {SAVE.name: [_form(pk, headers) for pk in _sections()]}
    queries = {probe.name: _queries(probe, headers, forms) for probe in PROBES}
    print(json.dumps({"headers": headers, "queries": queries, "forms": forms}))


def _sections() -> list[int]:
    """A section with text for every client, from all over the programme: few of them name figures."""
    written = FocusArea.objects.filter(programme__jobcenter__slug="warendorf", programme__year=2021).exclude(text="")
    keys = list(written.order_by("level", "position", "pk").values_list("pk", flat=True))
    return keys[1 :: len(keys) // CLIENTS][:CLIENTS]


def _form(pk: int, headers: dict[str, str]) -> Form:
    """The form of the section as the browser sends it from the place of the section."""
    path = f"{SAVE.path}{pk}/"
    form = _browser(headers).get(path).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    return {
        **{name: "" if value is None else str(value) for name, value in fields.items()},
        "path": path,
        "place": f"abschnitt-{pk}-text",
    }


def _browser(headers: dict[str, str]) -> Client:
    return Client(headers=headers, SERVER_NAME="localhost", enforce_csrf_checks=True)


def _queries(probe: Probe, headers: dict[str, str], forms: dict[str, list[Form]]) -> int:
    """How many statements one request takes. A save is rolled back."""
    browser = _browser(headers)
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        if probe.saves:
            request = next(saving(probe.path, headers, forms.get(probe.name, []))[0])
            response = browser.post(
                request.path, request.body, content_type=request.headers["Content-Type"], headers=request.headers
            )
        else:
            response = browser.get(probe.path)
        transaction.set_rollback(True)
    if response.status_code != 200:
        raise RuntimeError(f"{probe.path} answered {response.status_code}")
    return len(captured)


if __name__ == "__main__":
    main(int(sys.argv[1]))
