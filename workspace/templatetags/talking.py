"""The links that open conversations: `{% include "workspace/_comments_link.html" with link=talk|at_section:pk %}`."""

from django import template

from workspace.talking.queries import link_at_measure, link_at_section

register = template.Library()

register.filter("at_section", link_at_section)
register.filter("at_measure", link_at_measure)
