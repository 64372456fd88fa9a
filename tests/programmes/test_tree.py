"""Changing the tree of sections. A programme is written as its outline: two spaces a level."""

from itertools import product
from threading import Thread

import pytest
from django.db import connection

from programmes import tree
from programmes.models import FocusArea
from programmes.queries.sections import section_tree
from programmes.tree import Direction, NotPossible, Where
from tests.factories import make_focus_area, make_jobcenter, make_measure, make_programme

pytestmark = pytest.mark.django_db

START = ["A", "  B", "    C", "  D", "E"]


@pytest.fixture
def programme():
    return make_programme(jobcenter=make_jobcenter())


@pytest.fixture
def sections(programme):
    made, path = {}, []
    for position, line in enumerate(START):
        depth = (len(line) - len(line.lstrip())) // 2
        parent = path[depth - 1] if depth else None
        section = make_focus_area(programme, line.strip(), parent=parent, position=position)
        path[depth:] = [section]
        made[section.title] = section
    return made


def outline(programme):
    def lines(sections):
        for section in sections:
            yield f"{'  ' * (section.level - 1)}{section.title}"
            yield from lines(section.children)

    return list(lines(section_tree(programme)[0]))


@pytest.mark.parametrize(
    ("direction", "title", "after"),
    [
        (Direction.UP, "D", ["A", "  D", "  B", "    C", "E"]),
        (Direction.DOWN, "A", ["E", "A", "  B", "    C", "  D"]),
        (Direction.IN, "D", ["A", "  B", "    C", "    D", "E"]),
        (Direction.IN, "E", ["A", "  B", "    C", "  D", "  E"]),
        (Direction.OUT, "B", ["A", "  D", "B", "  C", "E"]),
        (Direction.OUT, "C", ["A", "  B", "  C", "  D", "E"]),
    ],
)
def test_a_section_goes_one_step_with_all_below_it(programme, sections, direction, title, after):
    assert tree.move(section=sections[title], direction=direction)

    assert outline(programme) == after


@pytest.mark.parametrize(
    ("direction", "title"),
    [(Direction.UP, "A"), (Direction.DOWN, "D"), (Direction.IN, "B"), (Direction.OUT, "E")],
)
def test_at_the_edge_nothing_happens(programme, sections, direction, title):
    assert not tree.move(section=sections[title], direction=direction)

    assert outline(programme) == START


@pytest.mark.parametrize(
    ("title", "where", "target", "after"),
    [
        ("E", Where.BEFORE, "A", ["E", "A", "  B", "    C", "  D"]),
        ("E", Where.AFTER, "B", ["A", "  B", "    C", "  E", "  D"]),
        ("C", Where.BELOW, "E", ["A", "  B", "  D", "E", "  C"]),
        ("B", Where.BELOW, "E", ["A", "  D", "E", "  B", "    C"]),
        ("C", Where.BEFORE, "E", ["A", "  B", "  D", "C", "E"]),
        ("B", Where.AFTER, "D", ["A", "  D", "  B", "    C", "E"]),
    ],
)
def test_a_section_is_put_beside_or_below_another(programme, sections, title, where, target, after):
    tree.put(section=sections[title], where=where, target=sections[target])

    assert outline(programme) == after


@pytest.mark.parametrize(
    ("title", "where", "target", "reason"),
    [
        ("A", Where.BELOW, "E", tree.TOO_DEEP),
        ("E", Where.BELOW, "C", tree.TOO_DEEP),
        ("A", Where.BELOW, "C", tree.INTO_ITSELF),
        ("A", Where.AFTER, "B", tree.INTO_ITSELF),
        ("A", Where.BELOW, "A", tree.INTO_ITSELF),
    ],
)
def test_what_no_tree_can_be_is_refused_and_changes_nothing(programme, sections, title, where, target, reason):
    with pytest.raises(NotPossible, match=reason):
        tree.put(section=sections[title], where=where, target=sections[target])

    assert outline(programme) == START


def test_sections_of_other_programmes_and_deleted_ones_are_no_places(programme, sections):
    other = make_focus_area(make_programme(2032, jobcenter=programme.jobcenter))
    gone = FocusArea(pk=0, programme=programme)

    for target in (other, gone):
        with pytest.raises(NotPossible, match=tree.GONE):
            tree.put(section=sections["E"], where=Where.AFTER, target=target)


def test_new_sections_go_where_they_are_wanted(programme, sections):
    tree.add(programme=programme, title="vor A", where=Where.BEFORE, target=sections["A"])
    tree.add(programme=programme, title="nach B", where=Where.AFTER, target=sections["B"])
    tree.add(programme=programme, title="in E", where=Where.BELOW, target=sections["E"])
    tree.add(programme=programme, title="am Ende")

    expected = ["vor A", "A", "  B", "    C", "  nach B", "  D", "E", "  in E", "am Ende"]
    assert outline(programme) == expected
    with pytest.raises(NotPossible, match=tree.TOO_DEEP):
        tree.add(programme=programme, title="zu tief", where=Where.BELOW, target=sections["C"])
    assert outline(programme) == expected


def test_the_first_section_of_a_programme(programme):
    tree.add(programme=programme, title="Erster")

    assert outline(programme) == ["Erster"]


def test_measures_outlive_their_section(programme, sections):
    kept = make_measure(programme, focus_area=sections["C"])
    loose = make_measure(programme, focus_area=sections["E"])

    tree.remove(section=sections["B"])
    tree.remove(section=sections["E"])

    assert outline(programme) == ["A", "  D"]
    kept.refresh_from_db()
    loose.refresh_from_db()
    assert (kept.focus_area, loose.focus_area) == (sections["A"], None)


def test_any_number_of_moves_leaves_a_sound_tree(programme, sections):
    for moved, where, target in product(sections.values(), Where, sections.values()):
        try:
            tree.put(section=moved, where=where, target=target)
        except NotPossible:
            continue
        assert sorted(line.strip() for line in outline(programme)) == ["A", "B", "C", "D", "E"]
    with connection.cursor() as cursor:  # levels and parents, which the database checks at the end
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db(transaction=True)
def test_two_people_who_move_at_once_do_so_one_after_the_other(programme, sections):
    """Each moves a section below the one the other moves. Together that would be a circle."""
    results = []

    def put(moved, target):
        try:
            tree.put(section=sections[moved], where=Where.BELOW, target=sections[target])
            results.append("moved")
        except NotPossible:
            results.append("refused")
        finally:
            connection.close()

    both = [Thread(target=put, args=pair) for pair in (("D", "E"), ("E", "D"))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(results) == ["moved", "refused"]
    assert sorted(line.strip() for line in outline(programme)) == ["A", "B", "C", "D", "E"]
