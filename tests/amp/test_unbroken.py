"""What is shown on one line."""

import pytest

from amp.unbroken import unbroken, unbroken_html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AGH (§16d SGB II)", "AGH (§16d~SGB~II)"),
        ("nach §§ 44, 45 SGB III und", "nach §§~44, 45~SGB~III und"),
        ("§ 16 Abs. 1 Nr. 2 SGB II", "§~16 Abs.~1 Nr.~2~SGB~II"),
        ("von 1.234 T€ auf 1,5 Mio. €, also 10 % mehr", "von 1.234~T€ auf 1,5~Mio.~€, also 10~% mehr"),
        ("im SGB II steht § und 3 Plätze", "im SGB~II steht § und 3 Plätze"),
    ],
)
def test_legal_references_and_amounts_stay_on_one_line(text, shown):
    assert unbroken(text) == shown.replace("~", "\N{NO-BREAK SPACE}")


def test_attributes_of_html_stay_as_they_are():
    html = '<p>Nach <a href="/?q=§ 16i" title="§ 16i">§ 16i</a> 5 €.</p>'

    assert (
        unbroken_html(html)
        == '<p>Nach <a href="/?q=§ 16i" title="§ 16i">§\N{NO-BREAK SPACE}16i</a> 5\N{NO-BREAK SPACE}€.</p>'
    )
