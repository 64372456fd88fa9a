"""Shared by all tests."""

import pytest


@pytest.fixture(autouse=True)
def _static_files_without_manifest(settings):
    """Pages render without a collectstatic run."""
    backend = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
