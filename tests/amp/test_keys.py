from amp.keys import parse_key, parse_year


def test_a_key_is_read_from_digits():
    assert parse_key("17") == 17


def test_what_no_row_can_have_is_no_key():
    assert [parse_key(text) for text in ("", "x", "-1", "1.0", "²", "٣", "9" * 19)] == [None] * 7


def test_a_year_has_four_digits():
    assert [parse_year(text) for text in ("2027", "", "27", "02027", "-202", "٢٠٢٧")] == [2027, *[None] * 5]
