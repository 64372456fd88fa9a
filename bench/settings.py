"""The product's settings with two floor views beside the pages, so that all are served by the same process."""

from amp.settings import *  # noqa: F403 -- this is what a derived settings module is

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "bench" / "templates")  # noqa: F405
