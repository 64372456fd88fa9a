"""Three-way merging: what does not touch comes together, what touches is named, and nothing is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp.merging import FieldConflict, merge
from amp.merging_texts import draft, merge_blocks

BASE = "<p>Eins.</p><p>Zwei.</p><p>Drei.</p>"


def blocks(html: str) -> list[str]:
    return re.findall(r"<p>.*?</p>|<li>.*?</li>", html)


WORDS = st.sampled_from(["a", "b", "c", "d", "e"])
PARAGRAPHS = st.builds(lambda words: f"<p>{' '.join(words)}</p>", st.lists(WORDS, min_size=1, max_size=3))
ITEMS = st.builds("<li>{}</li>".format, WORDS)
LISTS = st.builds(lambda items: f"<ul>{''.join(items)}</ul>", st.lists(ITEMS, min_size=1, max_size=4))
TEXTS = st.builds("".join, st.lists(st.one_of(PARAGRAPHS, PARAGRAPHS, LISTS), max_size=6))
VALUES = st.fixed_dictionaries(
    {
        "title": WORDS,
        "places": st.none() | st.integers(0, 2),
        "text": TEXTS,
        "partners": st.lists(st.integers(1, 5), unique=True).map(sorted),
    }
)


def merged(base, theirs, mine):
    return merge(base, theirs, mine, texts={"text"}, sets={"partners"})


@given(VALUES, VALUES)
def test_merging_with_an_unchanged_side_gives_the_other_side(base, changed):
    assert merged(base, base, changed).merged == changed
    assert merged(base, changed, base).merged == changed
    assert merged(base, changed, changed).merged == changed


@given(VALUES, VALUES, VALUES)
def test_merging_without_conflict_is_symmetric(base, one, other):
    there, back = merged(base, one, other), merged(base, other, one)

    assert {conflict.name for conflict in there.conflicts} == {conflict.name for conflict in back.conflicts}
    for name in set(base) - {conflict.name for conflict in there.conflicts}:
        assert there.merged[name] == back.merged[name]


@given(TEXTS, TEXTS, TEXTS)
def test_every_block_somebody_typed_is_in_the_draft(base, theirs, mine):
    together = blocks(draft(base, theirs, mine))

    for typed in (theirs, mine):
        for block in set(blocks(typed)) - set(blocks(base)):
            assert block in together


@given(TEXTS, TEXTS, TEXTS)
def test_a_block_in_the_merge_comes_from_somebody(base, theirs, mine):
    together = merge_blocks(base, theirs, mine)

    if together is not None:
        assert set(blocks(together)) <= {*blocks(theirs), *blocks(mine)}
        assert draft(base, theirs, mine) == together


@given(st.lists(st.sampled_from(["kept", "left", "right", "cut"]), min_size=1, max_size=8))
def test_changes_of_different_paragraphs_never_contradict(fates):
    base, theirs, mine, both = [], [], [], []
    for number, fate in enumerate(fates):
        old = f"<p>Absatz {number} steht hier.</p>"
        new = f"<p>Absatz {number} steht hier neu.</p>"
        base.append(old)
        theirs.append(new if fate == "left" else old)
        mine += [] if fate == "cut" else [new if fate == "right" else old]
        both += [] if fate == "cut" else [old if fate == "kept" else new]

    assert merge_blocks("".join(base), "".join(theirs), "".join(mine)) == "".join(both)


def test_paragraphs_side_by_side_are_merged():
    theirs = "<p>Eins neu.</p><p>Zwei.</p><p>Drei.</p>"
    mine = "<p>Eins.</p><p>Zwei neu.</p><p>Drei.</p>"

    assert merge_blocks(BASE, theirs, mine) == "<p>Eins neu.</p><p>Zwei neu.</p><p>Drei.</p>"


def test_the_same_paragraph_is_a_conflict_and_the_draft_holds_both():
    theirs = BASE.replace("Zwei", "Zwo")
    mine = BASE.replace("Zwei", "Die zweite")

    assert merge_blocks(BASE, theirs, mine) is None
    assert draft(BASE, theirs, mine) == "<p>Eins.</p><p>Zwo.</p><p>Die zweite.</p><p>Drei.</p>"


def test_two_paragraphs_added_in_the_same_place_are_a_conflict():
    assert merge_blocks(BASE, f"{BASE}<p>Vier.</p>", f"{BASE}<p>Fünf.</p>") is None
    assert draft(BASE, f"{BASE}<p>Vier.</p>", f"{BASE}<p>Fünf.</p>") == f"{BASE}<p>Vier.</p><p>Fünf.</p>"


def test_the_same_paragraph_added_by_both_is_there_once():
    both = f"{BASE}<p>Vier.</p>"

    assert merge_blocks(BASE, f"<p>Null.</p>{both}", both) == f"<p>Null.</p>{both}"


def test_a_paragraph_one_deletes_and_the_other_changes_is_a_conflict():
    assert merge_blocks(BASE, "<p>Eins.</p><p>Drei.</p>", BASE.replace("Zwei", "Zwo")) is None


def test_a_paragraph_moved_by_one_and_changed_by_the_other_is_a_conflict():
    assert merge_blocks(BASE, "<p>Zwei.</p><p>Drei.</p><p>Eins.</p>", BASE.replace("Eins", "Ein")) is None


def test_a_paragraph_put_into_what_the_other_deletes_is_a_conflict():
    mine = "<p>Eins.</p><p>Eineinhalb.</p><p>Zwei.</p><p>Drei.</p>"

    assert merge_blocks(BASE, "<p>Drei.</p>", mine) is None
    assert draft(BASE, "<p>Drei.</p>", mine) == "<p>Eins.</p><p>Eineinhalb.</p><p>Zwei.</p><p>Drei.</p>"


def test_a_changed_paragraph_with_a_new_one_behind_it_leaves_the_next_one_free():
    base = "<p>Das Budget ist knapp.</p><p>Drei.</p>"
    theirs = "<p>Das Budget ist sehr knapp.</p><p>Es reicht.</p><p>Drei.</p>"
    mine = "<p>Das Budget ist knapp.</p><p>Drei und mehr.</p>"

    assert merge_blocks(base, theirs, mine) == theirs.replace("Drei.", "Drei und mehr.")


def test_a_new_paragraph_before_a_changed_one_leaves_the_changed_one_its_place():
    base = "<p>Erstens ist das Budget knapp.</p><p>Zwei.</p>"
    theirs = "<p>Ganz anderes vorab.</p><p>Erstens ist das Budget sehr knapp.</p><p>Zwei.</p>"

    assert merge_blocks(base, theirs, base.replace("Zwei", "Zwo")) == theirs.replace("Zwei", "Zwo")


def test_items_of_the_same_list_are_merged():
    base = "<ul><li>eins</li><li>zwei</li></ul><p>Ende.</p>"

    together = merge_blocks(base, base.replace("eins", "1"), base.replace("zwei</li>", "2</li><li>3</li>"))

    assert together == "<ul><li>1</li><li>2</li><li>3</li></ul><p>Ende.</p>"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ("<ul><li>1</li></ul>", "<ul><li>I</li></ul>"),
        ("<ul><li>1</li></ul>", "<ol><li>eins</li></ol>"),
        ("<ul><li>1</li></ul>", "<p>eins</p>"),
        ("<ul><li>1</li></ul>", ""),
    ],
)
def test_one_item_changed_by_both_is_a_conflict(theirs, mine):
    assert merge_blocks("<ul><li>eins</li></ul>", theirs, mine) is None


def test_a_table_is_one_block():
    table = "<table><tr><td>1</td><td>2</td></tr></table>"

    assert merge_blocks(table, table.replace("1", "3"), table.replace("2", "4")) is None
    assert merge_blocks(f"{table}<p>a</p>", f"{table}<p>b</p>", f"{table.replace('1', '3')}<p>a</p>") == (
        f"{table.replace('1', '3')}<p>b</p>"
    )


def test_what_the_editor_only_spells_differently_is_no_change():
    base = "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>\n<p>Ende.</p>"
    mine = "<ul><li><p>eins</p></li><li><p>zwei</p></li></ul><p>Ende neu.</p>"

    together = merge_blocks(base, base.replace("zwei", "2"), mine)

    assert together == "<ul>\n<li>eins</li>\n<li>2</li>\n</ul><p>Ende neu.</p>"
    assert merge_blocks(base, f"<p>Vor.</p>{base}", mine) == f"<p>Vor.</p>{mine}"


def test_nested_lists_and_loose_text_stay_whole():
    base = "Lose <em>Worte</em><ul><li>a<ul><li>b</li></ul></li></ul></p><p>Offen"

    assert merge_blocks(base, base.replace("Lose", "Feste"), base.replace("Offen", "Zu")) == (
        "Feste <em>Worte</em><ul><li>a<ul><li>b</li></ul></li></ul></p><p>Zu"
    )


def test_a_set_takes_what_either_added_and_leaves_what_either_removed():
    result = merge({"partners": [1, 2, 3]}, {"partners": [2, 3, 4]}, {"partners": [1, 2, 5]}, sets={"partners"})

    assert result.merged == {"partners": [2, 4, 5]}
    assert result.conflicts == ()


def test_a_value_both_changed_is_a_conflict_and_names_all_three():
    result = merge({"places": 1, "title": "A"}, {"places": 2, "title": "A"}, {"places": 3, "title": "B"})

    assert result.conflicts == (FieldConflict("places", base=1, theirs=2, mine=3),)
    assert result.merged == {"places": 3, "title": "B"}


def test_what_nobody_saw_is_never_overwritten():
    theirs = {"places": 2, "text": "<p>a</p>", "partners": [1], "title": "gleich"}
    mine = {"places": None, "text": "<p>b</p>", "partners": [2], "title": "gleich"}

    result = merge({}, theirs, mine, texts={"text"}, sets={"partners"}, rows={"sites"})

    assert [conflict.name for conflict in result.conflicts] == ["places", "text", "partners"]


def rows(*values):
    return [{"id": key, "places": places, "state": state} for key, places, state in values]


def merge_rows(base, theirs, mine):
    return merge({"sites": base}, {"sites": theirs}, {"sites": mine}, rows={"sites"})


def test_rows_are_merged_by_their_id_and_new_rows_of_both_stay():
    base = rows((1, 10, "neu"), (2, 20, "neu"), (3, 30, "neu"))
    theirs = rows((1, 11, "neu"), (2, 20, "neu"), (None, 7, "neu"))
    mine = rows((1, 10, "alt"), (2, 22, "neu"), (3, 30, "neu"), (None, 7, "neu"), (None, 8, "neu"))

    result = merge_rows(base, theirs, mine)

    assert result.conflicts == ()
    assert result.merged["sites"] == rows((1, 11, "alt"), (2, 22, "neu"), (None, 7, "neu"), (None, 8, "neu"))


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [(rows((1, 11, "neu")), rows((1, 12, "neu"))), ([], rows((1, 12, "neu"))), (rows((1, 11, "neu")), [])],
)
def test_a_row_both_changed_or_one_deleted_is_a_conflict(theirs, mine):
    assert len(merge_rows(rows((1, 10, "neu")), theirs, mine).conflicts) == 1


def test_a_broken_base_is_no_permission():
    result = merge(
        {"sites": "kaputt", "partners": 3, "text": None},
        {"sites": [], "partners": [1], "text": "<p>a</p>"},
        {"sites": rows((1, 1, "neu")), "partners": [2], "text": "<p>b</p>"},
        texts={"text"},
        sets={"partners"},
        rows={"sites"},
    )

    assert len(result.conflicts) == 3


@given(st.text('<>/pulitbdy "=', max_size=40), st.text('<>/pulitbdy "=', max_size=40), TEXTS)
def test_no_markup_however_broken_stops_the_merge(base, theirs, mine):
    assert merge_blocks(base, theirs, mine) in (None, draft(base, theirs, mine))


def test_a_block_of_nothing_but_spelling_is_like_no_other():
    assert merge_blocks("<tbody><p>q</p>", "<p>a</p><p>b</p><p>q</p>", "<tbody><p>r</p>") == "<p>a</p><p>b</p><p>r</p>"
