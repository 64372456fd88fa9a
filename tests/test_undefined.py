"""The guard of tests/undefined.py can fail, and leaves foreign templates alone."""

import pytest
from django.template import Context, Origin, Template

from tests.undefined import TEMPLATES


def test_undefined_variable_in_our_template_fails_the_test() -> None:
    template = Template("{% if yes %}{{ nothing }}{% endif %}", origin=Origin(str(TEMPLATES / "some" / "page.html")))

    with pytest.raises(pytest.fail.Exception, match=r"“nothing” in some/page\.html"):
        template.render(Context({"yes": True}))


def test_undefined_variable_elsewhere_prints_nothing() -> None:
    template = Template("<{{ nothing }}>", origin=Origin("/usr/lib/somebody/page.html"))

    assert template.render(Context()) == "<>"


@pytest.mark.parametrize("address", ["/verwaltung/", "/verwaltung/auth/user/", "/verwaltung/auth/user/add/"])
def test_admin_renders_under_the_guard(admin_client, address: str) -> None:
    assert admin_client.get(address).status_code == 200
