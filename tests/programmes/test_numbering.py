"""The numbers of sections."""

from programmes.numbering import Place, in_reading_order


def test_sections_are_numbered_in_reading_order_on_every_level():
    parents = [(7, None), (3, None), (9, 3), (4, 3), (5, 9)]

    places = list(in_reading_order(parents))

    assert places == [
        Place(pk=7, number="1", path=(7,), ends=True),
        Place(pk=3, number="2", path=(3,), ends=False),
        Place(pk=9, number="2.1", path=(3, 9), ends=False),
        Place(pk=5, number="2.1.1", path=(3, 9, 5), ends=True),
        Place(pk=4, number="2.2", path=(3, 4), ends=True),
    ]


def test_no_sections_have_no_places():
    assert list(in_reading_order([])) == []
