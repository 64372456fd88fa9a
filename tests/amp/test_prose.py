"""The markup that programme texts may hold."""

import pytest

from amp.prose import clean_prose


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("www.kreis.example", "https://www.kreis.example"),
        ("https://www.kreis.example", "https://www.kreis.example"),
        ("/musterkreis/2031/", "/musterkreis/2031/"),
        ("mailto:post@kreis.example", "mailto:post@kreis.example"),
    ],
)
def test_a_link_leads_where_people_mean(typed, stored):
    cleaned = clean_prose(f'<p><a href="{typed}">Netz</a></p>')

    assert cleaned == f'<p><a href="{stored}" rel="noopener noreferrer">Netz</a></p>'
