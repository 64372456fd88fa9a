"""What stands in the page margins of the printed Eckwerteblatt. CSS prints data there only as a string of its own."""

from datetime import date
from string import ascii_letters, digits

from amp.numbers import german_date
from programmes.models import Programme

PLAIN = frozenset(ascii_letters + digits + " ")


def css_string(text: str) -> str:
    """The text as a CSS string in which nothing can end the string: all but letters, digits and spaces is escaped."""
    return '"' + "".join(char if char in PLAIN else f"\\{ord(char):x} " for char in text) + '"'


def page_style(programme: Programme, *, reference: str, as_of: date) -> str:
    """Running head from the second page on, and foot on every page."""
    number = f"Vorlage Nr. {reference}" if reference else ""
    stand = f"Stand {german_date(as_of)}"
    head = css_string(f"{programme.jobcenter.carrier} · Eckwerteblatt {programme.year}")
    foot = css_string(" · ".join(filter(None, (number, stand))))
    return f"""@page {{
  @top-left {{ content: {head}; }}
  @top-right {{ content: {css_string(number)}; }}
  @bottom-left {{ content: {foot}; }}
  @bottom-right {{ content: "Seite " counter(page) " von " counter(pages); }}
}}
@page :first {{
  @top-left {{ content: none; }}
  @top-right {{ content: none; }}
}}
"""
