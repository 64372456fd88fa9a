"""Figures in texts that are compared."""

from django.utils.safestring import SafeString

from workspace.texts import with_chips

CHIP = '<span class="figref">&lt;1&gt; Mio. € <span class="figref__id">(F02)</span></span>'


def test_a_named_figure_becomes_its_value_and_its_id_but_not_within_a_tag():
    html = SafeString('<a href="https://example.org/[[F02]]" title="a > [[F02]]">[[F02]], [[ F02 ]]</a> [[F99]]')

    shown = with_chips(html, {"F02": "<1> Mio. €"})

    assert shown == (f'<a href="https://example.org/[[F02]]" title="a > [[F02]]">{CHIP}, {CHIP}</a> [[F99]]')
