"""The admin never overwrites what somebody else saved meanwhile, neither on the page nor in its rows."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from amp.access import Role
from tests.amp.test_merging_forms import TEXT, fresh, sent
from tests.factories import make_focus_area, make_programme, make_user


@pytest.fixture
def programme(db):
    return make_programme()


@pytest.fixture
def address(client, programme):
    """Makes the addresses of the admin's pages, for somebody who may change everything."""
    user = make_user(Role.LEITUNG, jobcenter=programme.jobcenter, is_staff=True)
    client.force_login(user, backend="amp.backends.RoleBackend")
    return lambda row: reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def filled(page, **changes):
    """What the browser sends of this page of the admin: of rows below by `form` prefix, as `focus_areas-0-title`."""
    assert b'name="base"' in page.content
    data = sent(page.context["adminform"].form)
    for inline in page.context["inline_admin_formsets"]:
        for form in (inline.formset.management_form, *inline.formset.forms):
            for name in form.fields:
                value = form[name].value()
                data[form.add_prefix(name)] = "" if value is None else str(value)
        for form in inline.formset.initial_forms:
            assert f'name="{form.prefix}-base"'.encode() in page.content
    data.update(changes)
    return QueryDict(data.urlencode())


def test_what_two_people_change_comes_together(client, address, programme):
    section = make_focus_area(programme, title="Alt", text=TEXT)
    mine, theirs = client.get(address(section)), client.get(address(section))
    client.post(address(section), filled(theirs, title="Neu", text=TEXT.replace("Eins", "1")))

    response = client.post(address(section), filled(mine, state="arbeit", text=TEXT.replace("Zwei", "2")))

    assert response.status_code == 302
    stored = fresh(section)
    assert (stored.title, stored.state, stored.text) == ("Neu", "arbeit", "<p>1.</p><p>2.</p>")


def test_what_both_changed_is_shown_once_before_it_is_saved(client, address, programme):
    section = make_focus_area(programme, title="Alt")
    mine, theirs = client.get(address(section)), client.get(address(section))
    client.post(address(section), filled(theirs, title="Ihr Titel", state="fertig"))

    shown = client.post(address(section), filled(mine, title="Mein Titel"))

    assert shown.status_code == 200
    assert fresh(section).title == "Ihr Titel"
    form = shown.context["adminform"].form
    assert list(form.errors) == ["title"]
    assert "Uhr: Ihr Titel Ihre Eingabe steht noch hier." in form.errors["title"][0]
    assert (form["title"].value(), form["state"].value()) == ("Mein Titel", "fertig")
    assert client.post(address(section), filled(shown)).status_code == 302
    assert (fresh(section).title, fresh(section).state) == ("Mein Titel", "fertig")


def test_rows_of_a_page_are_merged_and_asked_about_too(client, address, programme):
    first, second = make_focus_area(programme, "Eins", position=1), make_focus_area(programme, "Zwei", position=2)
    mine, theirs = client.get(address(programme)), client.get(address(programme))
    prefixes = [form.prefix for form in mine.context["inline_admin_formsets"][0].formset.initial_forms]
    client.post(
        address(programme), filled(theirs, **{f"{prefixes[0]}-title": "Eins neu", f"{prefixes[1]}-title": "Zwei neu"})
    )

    changes = {f"{prefixes[0]}-state": "arbeit", f"{prefixes[1]}-title": "Zwei anders"}
    shown = client.post(address(programme), filled(mine, **changes))

    assert shown.status_code == 200
    assert (fresh(first).title, fresh(first).state, fresh(second).title) == ("Eins neu", "offen", "Zwei neu")
    assert client.post(address(programme), filled(shown)).status_code == 302
    assert (fresh(first).title, fresh(first).state, fresh(second).title) == ("Eins neu", "arbeit", "Zwei anders")
