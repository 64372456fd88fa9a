"""Managers write the programme: in place, by keyboard and mouse, two at once, and when something breaks."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.servers.basehttp import WSGIRequestHandler
from django.urls import reverse
from playwright.sync_api import expect

from amp.access import Role
from programmes.models import FocusArea
from programmes.queries.sections import headings
from tests.browser.accessibility import findings
from tests.browser.settling import settled
from tests.factories import make_focus_area, make_jobcenter, make_line, make_programme, make_stage, make_user
from tests.waiting import until
from workspace.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "ein-langes-kennwort-47"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 400, "height": 800}


@pytest.fixture
def programme():
    programme = make_programme(jobcenter=make_jobcenter())
    make_line(make_stage(programme, "zuteilung"), "13015000", qualifier="rd.", decimals=-3)
    return programme


@pytest.fixture
def sections(programme):
    top = make_focus_area(programme, "Netzwerk", position=1, text="<p>Erster Satz.</p>")
    low = make_focus_area(programme, "Bildung", position=1, parent=top, text="<p>Zweiter Satz.</p>")
    return top, low, make_focus_area(programme, "Jugend", position=2, text="<p>Dritter Satz.</p>")


def person(programme, name="Anna Albers"):
    first, last = name.split()
    username = first.lower()
    return make_user(
        Role.PLANUNG,
        jobcenter=programme.jobcenter,
        username=username,
        first_name=first,
        last_name=last,
        password=PASSWORD,
    )


def read(page):
    page.goto(reverse("focus_areas", args=["musterkreis", 2031]))


def own(page, section):
    return page.locator(f"#abschnitt-{section.pk}-text")


def edit(page, section):
    """Opens the section where it is read; returns the area one writes in."""
    settled(page)
    own(page, section).hover()
    own(page, section).get_by_role("link", name="Bearbeiten").click()
    area = own(page, section).locator(".tiptap")
    area.click()
    page.keyboard.press("Control+End")
    return area


@pytest.fixture
def anna(programme, sections, page, sign_in):
    sign_in(page, person(programme))
    read(page)
    return page


@pytest.fixture
def broken(programme, sections, browser, server, sign_in):
    """A page on which things may fail: what the browser complains about is what is tested."""
    context = browser.new_context(base_url=server.url, locale="de-DE", viewport=DESKTOP)
    page = context.new_page()
    sign_in(page, person(programme))
    read(page)
    yield page
    context.close()


def labels(programme):
    return [heading.label for heading in headings(programme).values()]


# --- writing -------------------------------------------------------------------------------------------------------


def test_a_section_is_written_with_the_keyboard_alone(anna, sections):
    read(anna)
    own(anna, sections[1]).get_by_role("link", name="Bearbeiten").focus()
    anna.keyboard.press("Enter")
    expect(own(anna, sections[1]).locator(".tiptap")).to_be_focused()

    anna.keyboard.type("Neu: ")
    anna.keyboard.press("Control+s")

    expect(own(anna, sections[1])).to_contain_text("Neu: Zweiter Satz.")
    expect(own(anna, sections[1]).get_by_role("link", name="Bearbeiten")).to_be_focused()


def test_a_section_is_written_where_it_is_read_with_a_figure(anna, sections):
    low = sections[1]
    edit(anna, low)
    anna.keyboard.type(" Neu: ")
    anna.get_by_text("Kennzahl einfügen").click()
    anna.get_by_role("button", name="[[F02]]").click()
    chip = own(anna, low).locator(".ProseMirror .figref")
    expect(chip).to_have_text("[[F02]]")
    expect(chip).to_have_attribute("data-prints", re.compile(r"rd\.\s13\.015\sT€"))
    anna.get_by_label("Stand").select_option("in Arbeit")
    anna.evaluate("document.activeElement.blur()")  # as after a list of the editor was closed

    anna.keyboard.press("Control+s")

    expect(own(anna, low)).to_contain_text("✓ Gespeichert")
    expect(own(anna, low)).to_contain_text("Zweiter Satz. Neu: rd. 13.015 T€")
    expect(anna.locator("#fortschritt-aller")).to_contain_text("1 in Arbeit")
    expect(own(anna, low).get_by_role("link", name="Bearbeiten")).to_be_focused()
    low.refresh_from_db()
    assert low.text == "<p>Zweiter Satz. Neu: [[F02]]</p>"


def test_every_button_of_the_editor_is_in_german(anna, sections):
    titles = (Path(settings.BASE_DIR) / "static/js/editor-titles.js").read_text(encoding="utf-8")
    german = set(re.findall(r'": "(.+)"', titles))
    edit(anna, sections[1])

    anna.get_by_title("Nummerierte Liste").click()
    anna.get_by_title("Nummerierte Liste").click()
    anna.locator(".prose-menubar__selected").click()
    expect(own(anna, sections[1]).locator(".tiptap")).not_to_have_attribute("spellcheck", "false")
    expect(anna.locator(".prose-menubar__option")).to_have_text(["Überschrift", "Unterüberschrift", "Absatz"])
    anna.get_by_role("button", name="Unterüberschrift").click()
    expect(anna.locator(".prose-menubar__selected [title]")).to_have_attribute("title", "Unterüberschrift")

    anna.get_by_title("Tabelle einfügen").click()
    dialog = anna.locator(".prose-editor-dialog")
    expect(dialog.locator("h3, label")).to_have_text(["Tabelle", "Zeilen", "Spalten", "Mit Kopfzeile"])
    dialog.get_by_label("Mit Kopfzeile").select_option("Ja")
    dialog.get_by_role("button", name="Tabelle einfügen").click()
    expect(anna.locator(".tiptap th")).to_have_count(3)

    shown = anna.locator(".prose-menubar [title]").evaluate_all("all => all.map((one) => one.title)")
    assert "Nummerierte Liste" in shown
    assert set(shown) <= german


def test_what_is_typed_is_kept_while_typing_and_stands_there_again(anna, sections):
    state, before = anna.locator("[data-keep-state]"), []
    anna.route("**/merken/", lambda route: (before.append(state.text_content()), route.continue_()))
    edit(anna, sections[1])
    anna.keyboard.type(" Unfertig")
    expect(state).to_have_text(re.compile(r"Entwurf gemerkt, \d\d:\d\d Uhr"))
    assert before[-1] == "Nicht gespeicherte Änderungen"
    anna.on("dialog", lambda dialog: dialog.accept())
    read(anna)

    own(anna, sections[1]).hover()
    own(anna, sections[1]).get_by_role("link", name="Bearbeiten").click()
    expect(own(anna, sections[1])).to_contain_text("Hier steht Ihr Entwurf vom")
    expect(own(anna, sections[1]).locator(".tiptap")).to_have_text("Zweiter Satz. Unfertig")
    anna.get_by_role("button", name="Speichern").click()
    expect(own(anna, sections[1])).to_contain_text("✓ Gespeichert")
    assert not Draft.objects.exists()


def test_what_is_typed_in_another_tab_of_the_same_person_is_kept_through_a_save(anna, sections):
    low = sections[1]
    other = anna.context.new_page()
    other.clock.install()
    read(other)
    edit(anna, low)
    edit(other, low)
    anna.keyboard.type(" Im ersten Fenster.")
    other.keyboard.type(" Im zweiten Fenster.")
    expect(own(other, low).locator("[data-keep-state]")).to_contain_text("Entwurf gemerkt")
    expect(own(anna, low).locator("[data-keep-state]")).to_contain_text("Entwurf gemerkt")

    newer = ["<p>Zweiter Satz. Im ersten Fenster. Neuer.</p>"]
    anna.keyboard.type(" Neuer.")
    until(lambda: Draft.objects.get().fields["text"] == newer)
    with other.expect_response("**/merken/"):
        other.clock.fast_forward(15_000)
    assert Draft.objects.get().fields["text"] == newer

    anna.keyboard.press("Control+s")
    expect(own(anna, low)).to_contain_text("✓ Gespeichert")
    assert not Draft.objects.exists()
    with other.expect_response("**/merken/"):
        other.clock.fast_forward(15_000)

    assert Draft.objects.get().fields["text"] == ["<p>Zweiter Satz. Im zweiten Fenster.</p>"]
    other.keyboard.press("Control+s")
    expect(own(other, low)).to_contain_text("Im ersten Fenster.")
    expect(own(other, low).locator(".tiptap")).to_contain_text("Im zweiten Fenster.")


def test_leaving_with_unsaved_changes_warns_and_giving_up_asks(anna, sections):
    asked = []
    anna.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    area = edit(anna, sections[1])
    anna.keyboard.type(" Unfertig")

    with anna.expect_event("dialog"):
        anna.evaluate("() => { location.href = '/' }")
    anna.keyboard.press("Escape")

    assert asked == ["beforeunload", "confirm"]
    expect(area).to_have_text("Zweiter Satz. Unfertig")


def test_escape_leaves_a_form_in_which_nothing_was_changed(anna, sections):
    edit(anna, sections[1])

    anna.keyboard.press("Escape")

    expect(own(anna, sections[1])).to_contain_text("Zweiter Satz.")
    expect(anna.locator(".tiptap")).to_have_count(0)


def test_two_people_see_each_other_and_both_versions(anna, programme, sections, new_page, sign_in):
    low = sections[1]
    edit(anna, low)
    anna.keyboard.type(" Annas Ende.")
    bert = new_page(viewport=DESKTOP)
    sign_in(bert, person(programme, "Bert Bode"))
    bert.clock.install()
    read(bert)
    edit(bert, low)
    expect(bert.locator("[data-keep-others]")).to_contain_text("Anna Albers hat dies gerade auch geöffnet.")
    bert.keyboard.type(" Berts Ende.")

    anna.get_by_role("button", name="Speichern").click()
    expect(own(anna, low)).to_contain_text("✓ Gespeichert")
    bert.clock.fast_forward(16_000)
    expect(bert.locator("[data-keep-others]")).to_have_text("")
    bert.keyboard.press("Control+s")

    expect(own(bert, low)).to_contain_text("Meine Fassung")
    expect(own(bert, low).locator(".conflicts h2")).to_be_in_viewport()
    expect(own(bert, low)).to_contain_text("Annas Ende.")
    own(bert, low).get_by_label("Meine Fassung").check()
    bert.get_by_role("button", name="Speichern").click()
    expect(own(bert, low)).to_contain_text("✓ Gespeichert")
    low.refresh_from_db()
    assert low.text == "<p>Zweiter Satz. Berts Ende.</p>"


# --- the tree --------------------------------------------------------------------------------------------------------


def test_sections_move_by_keyboard_and_keep_the_focus(anna, programme, sections):
    line = anna.locator(f"#inhalt-{sections[2].pk}-link")
    line.focus()

    anna.keyboard.press("Alt+ArrowUp")
    expect(line).to_have_text("1 Jugend")
    expect(line).to_be_focused()
    expect(anna.get_by_role("button", name="Drucken")).to_be_visible()
    anna.keyboard.press("Alt+ArrowDown")
    expect(line).to_have_text("2 Jugend")
    anna.keyboard.press("Alt+ArrowRight")
    expect(line).to_have_text("1.2 Jugend")
    anna.keyboard.press("Alt+ArrowLeft")
    expect(line).to_have_text("2 Jugend")

    assert labels(programme) == ["1 Netzwerk", "1.1 Bildung", "2 Jugend"]


def test_the_buttons_that_move_a_section_stay_open_for_the_next_step(anna, programme, sections):
    own(anna, sections[2]).get_by_role("link", name="Ordnen").click()
    further, back = (anna.get_by_role("button", name=name) for name in ("Einrücken", "Ausrücken"))

    further.click()
    expect(anna.get_by_role("heading", name="1.2 Jugend")).to_be_visible()
    expect(further).to_be_focused()
    anna.keyboard.press("Alt+ArrowLeft")
    expect(anna.get_by_role("heading", name="2 Jugend", exact=True)).to_be_visible()
    expect(back).to_be_focused()

    assert labels(programme) == ["1 Netzwerk", "1.1 Bildung", "2 Jugend"]


@pytest.mark.parametrize(
    ("share", "after"),
    [
        (0.1, ["1 Jugend", "2 Netzwerk", "2.1 Bildung"]),
        (0.5, ["1 Netzwerk", "1.1 Bildung", "1.2 Jugend"]),
        (0.9, ["1 Netzwerk", "1.1 Bildung", "2 Jugend"]),
    ],
)
def test_sections_move_by_dragging(anna, programme, sections, share, after):
    grip = anna.locator(f"[data-outline] [data-section='{sections[2].pk}'] > [data-grip]")
    target = anna.locator(f"#inhalt-{sections[0].pk}-link").bounding_box()

    grip.hover(force=True)
    anna.mouse.down()
    anna.mouse.move(target["x"] + 20, target["y"] + target["height"] * share, steps=4)
    with anna.expect_response(re.compile("/schwerpunkte/$")):
        anna.mouse.up()

    expect(anna.locator("[data-outline] a").nth(0)).to_contain_text(after[0])
    assert labels(programme) == after


def test_a_section_is_added_renamed_and_deleted_and_the_deletion_taken_back(anna, programme, sections):
    def tools(section):
        settled(anna)
        own(anna, section).hover()
        own(anna, section).get_by_role("link", name="Ordnen").click()
        return own(anna, section).locator(".tools")

    tools(sections[0]).get_by_label("Neuer Abschnitt").fill("Gesundheit")
    anna.get_by_label("Platz").select_option("innerhalb, als letzter")
    anna.get_by_role("button", name="Anlegen", exact=True).click()
    expect(anna.get_by_role("heading", name="1.2 Gesundheit")).to_be_visible()

    tools(sections[1]).get_by_label("Überschrift").fill("Schule")
    anna.get_by_role("button", name="Umbenennen").click()
    expect(anna.get_by_role("heading", name="1.1 Schule")).to_be_visible()

    tools(sections[0]).get_by_role("link", name="Abschnitt löschen").click()
    expect(anna.locator("main")).to_contain_text("Abschnitt 1.2 Gesundheit")
    anna.get_by_role("button", name="Abschnitt löschen").click()
    expect(anna.locator(".messages")).to_contain_text("Der Abschnitt »1 Netzwerk« ist gelöscht.")
    assert labels(programme) == ["1 Jugend"]

    expect(anna.get_by_role("button", name="Rückgängig")).to_be_in_viewport()
    anna.get_by_role("button", name="Rückgängig").click()
    expect(anna.locator(".messages")).to_contain_text("Rückgängig gemacht.")
    assert labels(programme) == ["1 Netzwerk", "1.1 Schule", "1.2 Gesundheit", "2 Jugend"]


# --- when something breaks -------------------------------------------------------------------------------------------


def test_an_ended_session_leaves_the_text_and_signing_in_elsewhere_is_enough(broken, sections):
    area = edit(broken, sections[1])
    broken.keyboard.type(" Nicht verloren.")
    broken.context.clear_cookies(name="sitzung")
    broken.keyboard.press("Control+s")
    expect(broken.locator("[data-keep-problem]")).to_contain_text("Ihre Sitzung ist abgelaufen.")
    expect(area).to_have_text("Zweiter Satz. Nicht verloren.")

    with broken.context.expect_page() as opened:
        broken.get_by_role("link", name="Anmelden (neues Fenster)").click()
    sign_in_again(opened.value, "anna")
    broken.get_by_role("button", name="Speichern").click()

    expect(own(broken, sections[1])).to_contain_text("✓ Gespeichert")
    assert FocusArea.objects.get(pk=sections[1].pk).text == "<p>Zweiter Satz. Nicht verloren.</p>"


def sign_in_again(page, username):
    page.get_by_label("Benutzername").fill(username)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda address: "/anmelden/" not in address)


def test_somebody_else_who_signs_in_does_not_save_it_in_their_name(broken, programme, sections):
    person(programme, "Bert Bode")
    edit(broken, sections[1])
    broken.keyboard.type(" Annas Text.")
    broken.context.clear_cookies(name="sitzung")
    broken.keyboard.press("Control+s")
    with broken.context.expect_page() as opened:
        broken.get_by_role("link", name="Anmelden (neues Fenster)").click()
    sign_in_again(opened.value, "bert")

    broken.get_by_role("button", name="Speichern").click()

    expect(broken.locator("[data-keep-problem]")).to_contain_text("jemand anderes angemeldet")
    assert FocusArea.objects.get(pk=sections[1].pk).text == "<p>Zweiter Satz.</p>"


def test_without_scripts_an_ended_session_keeps_the_text_through_the_sign_in(programme, sections, new_page, sign_in):
    page = new_page(java_script_enabled=False)
    sign_in(page, person(programme))
    page.goto(reverse("focus_area", args=["musterkreis", 2031, sections[1].pk]))
    page.get_by_label("Überschrift").fill("Neue Überschrift")
    page.context.clear_cookies(name="sitzung")

    page.get_by_role("button", name="Speichern").click()
    sign_in_again(page, "anna")

    expect(page.locator("main")).to_contain_text(
        "Ihre Sitzung war abgelaufen. Ihre Eingaben sind noch da; bitte speichern Sie."
    )
    expect(page.get_by_label("Überschrift")).to_have_value("Neue Überschrift")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="1.1 Neue Überschrift")).to_be_visible()


@contextmanager
def server_away():
    """Meanwhile every connection to the live server ends without an answer."""

    def drop(handler):
        handler.close_connection = True
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequestHandler, "parse_request", drop)
        yield


AWAY = "Der Server ist nicht erreichbar."


def test_a_server_that_is_away_leaves_the_text_and_is_told(broken, sections):
    area = edit(broken, sections[1])
    broken.keyboard.type(" Nicht verloren.")
    with server_away():
        broken.keyboard.press("Control+s")
        expect(broken.locator("[data-keep-problem]")).to_contain_text(AWAY)
        expect(broken.locator("form[data-keep]")).not_to_have_attribute("inert", "")
    expect(area).to_have_text("Zweiter Satz. Nicht verloren.")

    broken.keyboard.type(" Weiter.")
    broken.keyboard.press("Control+s")

    expect(own(broken, sections[1])).to_contain_text("✓ Gespeichert")
    expect(own(broken, sections[1])).to_contain_text("Zweiter Satz. Nicht verloren. Weiter.")
    with server_away(), broken.expect_event("dialog") as told:
        broken.on("dialog", lambda dialog: dialog.dismiss())
        broken.get_by_role("link", name="Kommentieren").first.click()
    assert AWAY in told.value.message
    expect(broken.locator("#seitenfach")).to_have_count(0)


def test_nothing_is_typed_into_a_form_that_is_being_saved(anna, sections):
    held = []
    area = edit(anna, sections[1])
    anna.keyboard.type(" Rechtzeitig.")
    anna.route(f"**/schwerpunkte/{sections[1].pk}/", lambda route: held.append(route))

    anna.keyboard.press("Control+s")
    expect(anna.locator("form[data-keep]")).to_have_attribute("inert", "")
    anna.keyboard.type(" Zu spät.")

    expect(area).to_have_text("Zweiter Satz. Rechtzeitig.")
    until(lambda: held or anna.wait_for_timeout(20))
    held[0].continue_()
    expect(own(anna, sections[1])).to_contain_text("✓ Gespeichert")


ANSWERS_ARE_READ_SLOWLY = """() => {
  const read = Response.prototype.text;
  Response.prototype.text = async function () {
    const text = await read.call(this);
    await new Promise((done) => setTimeout(done, 500));
    window.isRead = true;
    return text;
  };
}"""


def test_the_answer_to_a_draft_does_not_hide_that_the_save_failed(broken, sections):
    edit(broken, sections[1])
    broken.evaluate(ANSWERS_ARE_READ_SLOWLY)
    broken.route(f"**/schwerpunkte/{sections[1].pk}/", lambda route: route.abort())
    with broken.expect_response("**/merken/"):
        broken.keyboard.type(" Nicht verloren.")

    broken.keyboard.press("Control+s")
    broken.wait_for_function("() => window.isRead")

    expect(broken.locator("[data-keep-problem]")).to_contain_text(AWAY)
    expect(broken.locator("[data-keep-state]")).to_have_text("Nicht gespeicherte Änderungen")


def test_a_save_does_not_wait_for_a_draft_that_is_never_answered(broken, sections):
    broken.clock.install()
    broken.route("**/merken/", lambda route: None)
    read(broken)
    edit(broken, sections[1])
    broken.keyboard.type(" Nicht verloren.")
    with broken.expect_request("**/merken/"):
        broken.clock.fast_forward(2_000)

    broken.keyboard.press("Control+s")
    broken.clock.fast_forward(5_000)

    expect(own(broken, sections[1])).to_contain_text("✓ Gespeichert")


# --- pasting from Word -----------------------------------------------------------------------------------------------

WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><style>p.MsoNormal {mso-style-parent:""; margin:0cm; font-family:"Calibri",sans-serif;}</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=DE style='tab-interval:35.4pt'><!--StartFragment-->
<h1 style='mso-list:none'>Ausgangslage<o:p></o:p></h1>
<p class=MsoNormal><span style='font-size:12.0pt;mso-fareast-language:DE'>Wir <b style='mso-bidi-font-weight:normal'>
f\u00f6rdern</b> <a href="https://example.org/plan"><span style='color:blue'>nach Plan</span></a><span
class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[AA1]</a></span>.<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>\u00b7<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>erstens<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp;&nbsp;</span></span><![endif]>genauer<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>\u00b7<span>&nbsp;&nbsp;</span></span><![endif]>zweitens<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>Und dann<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>:</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>der Reihe nach</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'><tr style='mso-yfti-irow:0'>
<td width=302 style='width:226.5pt'><p class=MsoNormal>Ort</p></td>
<td><p class=MsoNormal>Pl\u00e4tze</p></td></tr></table>
<!--EndFragment--><div style='mso-element:comment-list'><div style='mso-element:comment'><p class=MsoCommentText>Stimmt
das?</p></div></div></body></html>
"""


def test_what_is_pasted_from_word_comes_out_clean(anna, sections):
    area = edit(anna, sections[1])
    anna.keyboard.press("Control+a")

    area.evaluate(
        """(element, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const paste = { clipboardData: data, bubbles: true, cancelable: true };
            element.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        WORD,
    )
    anna.keyboard.press("Control+s")
    expect(own(anna, sections[1])).to_contain_text("✓ Gespeichert")

    text = re.sub(r"\s+", " ", FocusArea.objects.get(pk=sections[1].pk).text)
    assert text.startswith("<h4>Ausgangslage</h4><p>Wir <strong>fördern</strong> <a href=")
    assert "<ul><li><p>erstens</p><ul><li><p>genauer</p></li></ul></li><li><p>zweitens</p></li></ul><p>Und dann" in text
    assert "<p>Und dann[1]:</p><ol><li><p>der Reihe nach</p></li></ol>" in text
    assert re.search(r"<td[^>]*><p>Ort</p></td>", text)
    for left_behind in ("mso", "Mso", "style", "class", "[AA1]", "Stimmt das", "·", "<o:p"):
        assert left_behind not in text


# --- everybody -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_forms_are_accessible_and_fit(anna, sections, viewport):
    anna.set_viewport_size(viewport)
    read(anna)
    links = own(anna, sections[0]).locator(".chapter__tools > a")
    assert min(link.bounding_box()["height"] for link in links.all()) >= 24  # what a finger hits
    own(anna, sections[0]).get_by_role("link", name="Ordnen").click()
    anna.locator(".tools").wait_for()
    edit(anna, sections[1])
    anna.keyboard.type("x")

    assert findings(anna) == []
    assert anna.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
