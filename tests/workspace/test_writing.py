"""Sections are read as one text and changed where they are read."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from amp.access import Role
from amp.models import Change
from programmes.models import FocusArea
from tests.factories import make_focus_area, make_jobcenter, make_line, make_programme, make_stage, make_user
from tests.workspace.people import signed_in
from workspace.keeping import drafts

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    programme = make_programme(jobcenter=make_jobcenter())
    make_line(make_stage(programme, "zuteilung"), "13015000", qualifier="rd.", decimals=-3)
    return programme


@pytest.fixture
def section(programme):
    return make_focus_area(programme, "Beratung", text="<p>Alt.</p>")


@pytest.fixture
def writer(programme):
    return make_user(Role.PLANUNG, jobcenter=programme.jobcenter, first_name="Anna", last_name="Albers")


@pytest.fixture
def client(writer):
    return signed_in(writer)


def url(section, name="focus_area"):
    return reverse(name, args=["musterkreis", 2031, *([section.pk] if name == "focus_area" else [])])


def in_place(section):
    return {"HX-Request": "true", "HX-Target": f"abschnitt-{section.pk}-text"}


def typed(section, **changes):
    """The form as it is shown now, with these fields changed."""
    fields = {"title": section.title, "text": section.text, "state": section.state, "responsible": "", "due_on": ""}
    base = {**fields, "responsible": None, "due_on": None}
    return {**fields, "base": json.dumps(base), **changes}


def test_a_conflict_shows_what_the_figures_of_a_text_print(client, section):
    FocusArea.objects.update(text="<p>Es sind [[F02]].</p>")

    page = client.post(url(section), typed(section, text="<p>[[F02]] sind viel.</p>"))

    chip = '<span class="figref">rd.\xa013.015\xa0T€ <span class="figref__id">(F02)</span></span>'
    assert page.text.count(chip) == 2


def test_each_section_leads_to_its_history_also_after_it_was_saved(client, section):
    history = reverse("history_of", args=["musterkreis", 2031, "abschnitt", section.pk])

    page = client.get(url(section, "focus_areas"))
    saved = client.post(url(section), typed(section, text="<p>Neu.</p>"), headers=in_place(section))

    for answer in (page, saved):
        assert answer.text.count(f'href="{history}"') == 1
    assert client.get(history).status_code == 200


def test_a_section_is_saved_in_place_and_comes_back_with_its_figures(client, section, writer):
    drafts.keep_draft(writer, section.programme, "section", section.pk, {"title": ["x"]})
    sent = typed(section, text="<p>Es sind [[F02]].</p>", state="arbeit", responsible=writer.pk, reason="Neue Zahlen")

    answer = client.post(url(section), sent, headers=in_place(section))

    section.refresh_from_db()
    assert section.text == "<p>Es sind [[F02]].</p>"
    assert "Es sind rd.&nbsp;13.015&nbsp;T€." in answer.text
    assert "Gespeichert" in answer.text
    assert "Zuständig: Anna Albers" in answer.text
    assert "<html" not in answer.text
    assert {change.reason for change in Change.objects.filter(row=section.pk)} >= {"Neue Zahlen"}
    assert drafts.draft_for(writer, section.programme, "section", section.pk) is None


def test_a_save_takes_few_statements_however_many_sections_there_are(
    client, section, programme, django_assert_max_num_queries
):
    for number in range(30):
        make_focus_area(programme, f"Abschnitt {number}")

    with django_assert_max_num_queries(10):
        answer = client.post(url(section), typed(section, text="<p>Neu.</p>"), headers=in_place(section))

    assert "Gespeichert" in answer.text


def test_without_scripts_the_form_is_a_page_that_leads_back_to_the_text(client, section):
    page = client.get(url(section))
    answer = client.post(url(section), typed(section, title="Neu"), follow=True)

    assert "<html" in page.text
    assert answer.redirect_chain == [(f"{url(section, 'focus_areas')}#abschnitt-{section.pk}", 302)]
    assert "Gespeichert." in answer.text
    assert FocusArea.objects.get().title == "Neu"


def test_a_second_save_shows_both_versions_and_overwrites_nothing(client, section):
    mine = typed(section, text="<p>Meins.</p>")
    client.post(url(section), typed(section, text="<p>Deins.</p>"))

    answer = client.post(url(section), mine, headers=in_place(section))

    assert FocusArea.objects.get().text == "<p>Deins.</p>"
    assert "Meins." in answer.text
    assert "Deins." in answer.text
    assert "data-keep-unsaved" in answer.text


def test_what_others_changed_elsewhere_is_taken_and_said(client, section):
    mine = typed(section, title="Meins")
    client.post(url(section), typed(section, state="fertig"))

    answer = client.post(url(section), mine, headers=in_place(section))

    section.refresh_from_db()
    assert (section.title, section.state) == ("Meins", "fertig")
    assert "Gespeichert, mit den Änderungen anderer bei »Stand«" in answer.text


def test_what_is_wrong_is_said_in_place_and_nothing_is_lost(client, section):
    answer = client.post(url(section), typed(section, title="", text="<p>Neu.</p>"), headers=in_place(section))

    assert "Dieses Feld ist zwingend erforderlich" in answer.text
    assert "&lt;p&gt;Neu.&lt;/p&gt;" in answer.text
    assert FocusArea.objects.get().text == "<p>Alt.</p>"


def test_the_text_of_a_section_deleted_meanwhile_is_still_there(client, section):
    sent = typed(section, text="<p>Neu.</p>")
    FocusArea.objects.all().delete()

    answer = client.post(url(section), sent, headers=in_place(section))

    assert "inzwischen gelöscht" in answer.text
    assert "&lt;p&gt;Neu.&lt;/p&gt;" in answer.text


def test_a_draft_stands_in_the_form_until_it_is_thrown_away(client, section, writer):
    kept = drafts.keep_draft(writer, section.programme, "section", section.pk, typed_lists(section, title="Entwurf"))

    taken = client.get(url(section))
    expired = client.get(url(section), {"entwurf": "abgelaufen"})
    client.post(url(section), {"verwerfen": "1"})
    after = client.get(url(section))

    when = f"{timezone.localtime(kept.kept_at):%d.%m.%Y, %H:%M} Uhr"
    assert f"Hier steht Ihr Entwurf vom {when}." in " ".join(taken.text.split())
    assert 'value="Entwurf"' in taken.text
    assert "data-keep-unsaved" in taken.text
    assert 'value="Beratung"' in after.text
    assert "Ihre Sitzung war abgelaufen. Ihre Eingaben sind noch da; bitte speichern Sie." in expired.text
    assert drafts.draft_for(writer, section.programme, "section", section.pk) is None


def typed_lists(section, **changes):
    return {name: [str(value)] for name, value in typed(section, **changes).items()}


def test_who_else_is_writing_is_named(client, section, programme):
    bert = make_user(Role.LEITUNG, jobcenter=programme.jobcenter, first_name="Bert", last_name="Bode")
    signed_in(bert).get(url(section))

    assert "Bert Bode" in client.get(url(section)).text


def test_only_people_who_may_write_can_be_responsible(client, section, programme):
    reader = make_user(Role.LESEN, jobcenter=programme.jobcenter, last_name="Leser")
    stranger = make_user(Role.PLANUNG, jobcenter=make_jobcenter("anderswo"), last_name="Fremd")

    page = client.get(url(section)).text
    for person in (reader, stranger):
        client.post(url(section), typed(section, responsible=person.pk))

    assert "Albers" in page
    assert "Leser" not in page
    assert "Fremd" not in page
    assert FocusArea.objects.get().responsible is None


def test_readers_see_no_tools_and_others_see_nothing(section, programme):
    reader = signed_in(make_user(Role.LESEN, jobcenter=programme.jobcenter))
    stranger = signed_in(make_user(jobcenter=make_jobcenter("anderswo")))

    page = reader.get(url(section, "focus_areas")).text

    assert "Bearbeiten" not in page
    assert "keep.js" not in page
    assert reader.get(url(section)).status_code == 403
    assert reader.post(url(section), typed(section)).status_code == 403
    assert stranger.get(url(section)).status_code == 404
    assert stranger.post(url(section), typed(section)).status_code == 404


def test_giving_up_a_section_deleted_meanwhile_leads_back_to_the_text(client, section):
    FocusArea.objects.all().delete()

    answer = client.post(url(section), {"verwerfen": "1"}, headers={**in_place(section), "X-Keep": "1"})

    assert answer.status_code == 204
    assert answer.headers["X-Keep-Location"].startswith(url(section, "focus_areas"))


def test_what_no_text_may_hold_is_not_stored(client, section):
    text = '<p onclick="x()">Neu.</p><script>alert(1)</script><ul class="l"><li><p style="color:red">a</p></li></ul>'

    client.post(url(section), typed(section, text=text), headers=in_place(section))

    section.refresh_from_db()
    assert section.text == "<p>Neu.</p><ul><li><p>a</p></li></ul>"
