#!/usr/bin/env python
"""Django's command line for this project; `./run manage …` is the same with everything installed."""

import os
import sys

from amp import environment
from amp.embedded_postgres import EmbeddedPostgresError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amp.settings")
    try:
        with environment.database():
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except EmbeddedPostgresError as error:
        sys.exit(f"Fehler: {error}")


if __name__ == "__main__":
    main()
