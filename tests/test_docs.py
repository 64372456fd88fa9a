"""The documents name only what exists."""

import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_links_and_pictures_of_the_documents_exist():
    links = [
        (document, target)
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", target)
    ]

    missing = [f"{document.name}: {target}" for document, target in links if not (document.parent / target).exists()]

    assert links
    assert missing == []


def test_commands_of_the_documents_exist():
    named = {
        command
        for document in DOCUMENTS
        for command in re.findall(r"(?:\./run manage|manage\.py) ([a-z_]+)", document.read_text(encoding="utf-8"))
    }

    assert named
    assert named - set(get_commands()) == set()


def test_every_picture_of_the_handbook_is_shown():
    shown = {
        (document.parent / target).resolve()
        for document in DOCUMENTS
        for target in re.findall(r"!\[[^]]*\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    }

    pictures = set((ROOT / "docs" / "handbuch" / "bilder").rglob("*.png"))

    assert pictures
    assert pictures - shown == set()
