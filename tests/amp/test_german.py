"""What Django and its packages say is German, too: `amp/locale` has what they leave in English."""

import ast
import re
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.utils.translation import gettext

LINE = r'"(?:[^"\\]|\\.)*"'
ENTRY = re.compile(rf"^msgid ((?:{LINE}\s*)+)^msgstr ((?:{LINE}\s*)+)", re.MULTILINE)
OWN = Path(settings.BASE_DIR) / "amp" / "locale" / "de" / "LC_MESSAGES" / "django.po"
DJANGO = Path(django.__file__).parent


def entries(catalogue):
    found = ENTRY.findall(catalogue.read_text(encoding="utf-8"))
    pairs = (tuple("".join(map(ast.literal_eval, re.findall(LINE, text))) for text in pair) for pair in found)
    return [(source, german) for source, german in pairs if source]


@pytest.mark.parametrize("part", ["conf", "contrib/admin", "contrib/auth", "contrib/contenttypes", "contrib/postgres"])
def test_nothing_of_django_is_left_in_english(part):
    found = entries(DJANGO / part / "locale" / "de" / "LC_MESSAGES" / "django.po")

    assert len(found) > 5
    assert [source for source, german in found if not german and gettext(source) == source] == []


def test_the_own_texts_are_compiled():
    found = entries(OWN)

    assert len(found) > 10
    assert [source for source, german in found if gettext(source) != german] == []
