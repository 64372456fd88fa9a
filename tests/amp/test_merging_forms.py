"""Forms that two people send at the same time: nothing is overwritten, nothing typed is lost."""

import json
import threading
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from amp.history import recorded
from amp.merging_forms import AT_ONCE, GONE, MergingForm, row_or_gone
from amp.merging_words import last_change, version_of
from programmes.models import FocusArea, Measure
from tests.factories import make_focus_area, make_measure, make_partner, make_programme, make_user

TEXT = "<p>Eins.</p><p>Zwei.</p>"


class SectionForm(MergingForm):
    may_save_as_new = True

    class Meta:
        model = FocusArea
        fields = ("title", "text", "state")


class MeasureForm(MergingForm):
    class Meta:
        model = Measure
        fields = ("title", "state", "starts_on", "ends_on", "planned_places", "partners")


def sent(form, **changes):
    """What the browser sends when somebody changes these fields of the form as it is shown now."""
    data = QueryDict(mutable=True)
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, list):
            data.setlist(name, [str(getattr(one, "pk", one)) for one in value])
        elif value is not None:
            data[name] = str(value)
    for name, value in changes.items():
        if isinstance(value, list):
            data.setlist(name, [str(one.pk) for one in value])
        else:
            data[name] = value
    return data


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def save(form_class, data, row):
    form = form_class(data, instance=fresh(row))
    assert form.is_valid(), form.errors
    return form, form.save_merged()


@pytest.fixture
def section(db):
    return make_focus_area(make_programme(), title="Alt", text=TEXT)


@pytest.fixture
def measure(db):
    return make_measure(make_programme(), title="Coaching", planned_places=10)


def test_changes_of_different_fields_and_paragraphs_come_together(section):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, title="Neu", text=TEXT.replace("Eins", "1")), section)

    form, saved = save(SectionForm, sent(mine, state="arbeit", text=TEXT.replace("Zwei", "2")), section)

    assert saved == section
    assert form.taken == ("title", "text")
    stored = fresh(section)
    assert (stored.title, stored.state, stored.text) == ("Neu", "arbeit", "<p>1.</p><p>2.</p>")


def test_links_to_many_come_together(measure):
    kept, removed, left, right = (make_partner(measure.programme.jobcenter) for _ in range(4))
    measure.partners.set([kept, removed])
    mine, theirs = MeasureForm(instance=measure), MeasureForm(instance=measure)
    save(MeasureForm, sent(theirs, partners=[kept, removed, left]), measure)

    save(MeasureForm, sent(mine, partners=[kept, right]), measure)

    assert set(measure.partners.all()) == {kept, left, right}


def test_a_conflict_saves_nothing_and_keeps_what_was_typed(section):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, title="Ihr Titel", state="fertig"), section)

    form, saved = save(SectionForm, sent(mine, title="Mein Titel", text=TEXT.replace("Zwei", "2")), section)

    assert saved is None
    assert [conflict.name for conflict in form.conflicts] == ["title"]
    assert (fresh(section).title, fresh(section).text) == ("Ihr Titel", TEXT)
    assert form["title"].value() == "Mein Titel"
    assert form["text"].value() == TEXT.replace("Zwei", "2")
    assert form["state"].value() == "fertig"


@pytest.mark.parametrize(("choice", "title"), [("mine", "Mein Titel"), ("theirs", "Ihr Titel")])
def test_the_version_chosen_is_saved(section, choice, title):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, title="Ihr Titel", state="fertig"), section)
    shown, _saved = save(SectionForm, sent(mine, title="Mein Titel", text="<p>Neu.</p>"), section)

    _form, saved = save(SectionForm, sent(shown, **{"choice-title": choice}), section)

    assert saved == section
    assert (fresh(section).title, fresh(section).state, fresh(section).text) == (title, "fertig", "<p>Neu.</p>")


def test_without_a_choice_the_conflict_stays(section):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, title="Ihr Titel"), section)
    shown, _saved = save(SectionForm, sent(mine, title="Mein Titel"), section)

    again, saved = save(SectionForm, sent(shown), section)

    assert saved is None
    assert [conflict.base for conflict in again.conflicts] == ["Alt"]
    assert fresh(section).title == "Ihr Titel"


def test_a_third_person_is_noticed_while_one_chooses(section):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, title="Ihr Titel"), section)
    shown, _saved = save(SectionForm, sent(mine, title="Mein Titel"), section)
    save(SectionForm, sent(SectionForm(instance=fresh(section)), title="Dritter Titel"), section)

    again, saved = save(SectionForm, sent(shown, **{"choice-title": "mine"}), section)

    assert saved is None
    assert [conflict.theirs for conflict in again.conflicts] == ["Dritter Titel"]
    assert fresh(section).title == "Dritter Titel"


def test_both_texts_stand_in_the_editor_before_they_are_saved(section):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, text=TEXT.replace("Zwei", "Zwo")), section)
    shown, _saved = save(SectionForm, sent(mine, text=TEXT.replace("Zwei", "2")), section)

    drafted, saved = save(SectionForm, sent(shown, **{"choice-text": "both"}), section)
    assert saved is None
    assert drafted.drafted == ("text",)
    assert drafted["text"].value() == "<p>Eins.</p><p>Zwo.</p><p>2.</p>"
    assert fresh(section).text == TEXT.replace("Zwei", "Zwo")

    _form, saved = save(SectionForm, sent(drafted, text="<p>Eins.</p><p>Zwo (2).</p>"), section)
    assert saved == section
    assert fresh(section).text == "<p>Eins.</p><p>Zwo (2).</p>"


@pytest.mark.parametrize("base", [None, "", "kaputt", "[]", "[" * 100_000, '{"partners": 3, "title": {}}'])
def test_without_a_sound_base_nothing_is_overwritten(measure, base):
    data = sent(MeasureForm(instance=measure), title="Mein Titel", partners=[make_partner(measure.programme.jobcenter)])
    data.pop("base")
    if base is not None:
        data["base"] = base

    form, saved = save(MeasureForm, data, measure)

    assert saved is None
    assert {conflict.name for conflict in form.conflicts} == {"title", "partners"}
    assert fresh(measure).title == "Coaching"
    assert not measure.partners.exists()


def test_two_changes_that_are_only_wrong_together_are_refused(measure):
    mine, theirs = MeasureForm(instance=measure), MeasureForm(instance=measure)
    save(MeasureForm, sent(theirs, ends_on="01.03.2031"), measure)

    form, saved = save(MeasureForm, sent(mine, starts_on="01.06.2031"), measure)

    assert saved is None
    assert form.non_field_errors() == ["Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Daten."]
    assert form["ends_on"].value() == "01.03.2031"
    assert fresh(measure).starts_on is None
    _form, saved = save(MeasureForm, sent(form, starts_on="01.02.2031"), measure)
    assert (fresh(measure).starts_on, fresh(measure).ends_on) == (date(2031, 2, 1), date(2031, 3, 1))


def test_the_same_change_sent_twice_is_no_conflict(section):
    data = sent(SectionForm(instance=section), title="Neu", text="<p>Neu.</p>")

    for _click in range(2):
        _form, saved = save(SectionForm, data, section)
        assert saved == section


def test_a_new_row_is_simply_saved(section):
    form = SectionForm(
        {"title": "Zweiter", "text": "", "state": "offen"}, instance=FocusArea(programme=section.programme)
    )

    assert form.is_valid()
    assert form.save_merged().title == "Zweiter"


def gone(data, pk, programme, form_class=SectionForm):
    request = RequestFactory().post("/", data.urlencode(), content_type="application/x-www-form-urlencoded")
    row = row_or_gone(request, FocusArea.objects.in_programme(programme), pk, programme=programme)
    form = form_class(request.POST, instance=row)
    assert form.is_valid(), form.errors
    return form, form.save_merged()


def test_what_was_typed_for_a_deleted_row_stays_and_can_become_a_new_one(section):
    programme, pk = section.programme, section.pk
    data = sent(SectionForm(instance=section), title="Mein Titel", text="<p>Mein Text.</p>")
    section.delete()

    form, saved = gone(data, pk, programme)
    assert saved is None
    assert form.non_field_errors() == [GONE]
    assert form["text"].value() == "<p>Mein Text.</p>"
    assert "Als neuen Eintrag speichern" in render_to_string("_conflicts.html", {"form": form})

    _form, saved = gone(sent(form, as_new="1"), pk, programme)
    assert (saved.programme, saved.title, saved.text) == (programme, "Mein Titel", "<p>Mein Text.</p>")
    assert saved.pk != pk


def test_a_row_deleted_at_the_last_moment_is_not_created_again(section):
    form = SectionForm(sent(SectionForm(instance=section), title="Neu", as_new="1"), instance=fresh(section))
    assert form.is_valid()
    section.delete()

    assert form.save_merged() is None
    assert form.gone
    assert not FocusArea.objects.exists()


def test_the_row_of_another_programme_counts_as_gone_and_stays_as_it_is(section):
    other = make_programme(2032, jobcenter=section.programme.jobcenter)

    form, saved = gone(sent(SectionForm(instance=section), title="Fremd"), section.pk, other)

    assert saved is None
    assert form.gone
    assert fresh(section).title == "Alt"
    with pytest.raises(Http404):
        row_or_gone(RequestFactory().get("/"), FocusArea.objects.in_programme(other), section.pk, programme=other)


def versions(conflict):
    """Mine and theirs, as the page shows them."""
    shown = {choice.value: choice.shown for choice in conflict.choices}
    return shown["mine"], shown["theirs"]


def test_only_the_paragraphs_that_differ_stand_open(section):
    section.text = "<p>Eins.</p><p>Zwei.</p><p>Drei.</p><p>Vier.</p>"
    section.save()
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, text=section.text.replace("<p>Vier.</p>", "<p>4.</p><p>Fünf.</p>")), section)

    text = "<p>Eins.</p><p>Zwei.</p><p>Drei.</p>"
    form, _saved = save(SectionForm, sent(mine, text=text), section)

    same = "<details><summary>3 gleiche Absätze</summary>Eins.\nZwei.\nDrei.</details>"
    assert versions(*form.conflicts_in_words()) == (
        f'<div class="conflict__text">{same}<p><span class="muted">(steht hier nicht)</span></p></div>',
        f'<div class="conflict__text">{same}<p><mark>4.\nFünf.</mark></p></div>',
    )


def test_both_versions_are_printed_in_words(measure):
    anna = make_user(first_name="Anna", last_name="Berg")
    one, other = (make_partner(measure.programme.jobcenter, name) for name in ("Werkhof", "Kolping"))
    mine = sent(
        MeasureForm(instance=measure), state="beendet", starts_on="02.01.2031", planned_places="1200", partners=[one]
    )
    del mine["base"]
    with recorded(by=anna):
        theirs = sent(MeasureForm(instance=measure), state="laeuft", starts_on="03.02.2031", partners=[other])
        save(MeasureForm, theirs, measure)

    form, _saved = save(MeasureForm, mine, measure)

    words = {one.name: one for one in form.conflicts_in_words()}
    assert {name: versions(one) for name, one in words.items()} == {
        "state": ("beendet", "läuft"),
        "starts_on": ("02.01.2031", "03.02.2031"),
        "planned_places": ("1.200", "10"),
        "partners": ("<ul><li>Werkhof</li></ul>", "<ul><li>Kolping</li></ul>"),
    }
    for name in ("state", "starts_on", "partners"):
        assert words[name].choices[1].label.startswith("Fassung von Anna Berg, ")
    assert words["planned_places"].choices[1].label == "Zwischenzeitlich gespeicherte Fassung"
    html = render_to_string("_conflicts.html", {"form": form})
    assert html.count("<fieldset") == html.count("<legend>Status</legend>") * 4


def test_an_open_conflict_is_shown_again_beside_an_error(section):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, text=TEXT.replace("Zwei", "Zwo")), section)
    shown, _saved = save(SectionForm, sent(mine, text=TEXT.replace("Zwei", "2")), section)

    form = SectionForm(sent(shown, title="", **{"choice-text": "theirs"}), instance=fresh(section))

    assert not form.is_valid()
    [conflict] = form.conflicts_in_words()
    same = "<details><summary>1 gleicher Absatz</summary>Eins.</details>"
    assert versions(conflict) == (
        f'<div class="conflict__text">{same}<p><mark>2</mark>.</p></div>',
        f'<div class="conflict__text">{same}<p><mark>Zwo</mark>.</p></div>',
    )
    assert [choice.value for choice in conflict.choices if choice.checked] == ["theirs"]


def test_texts_with_the_same_words_are_shown_as_they_look(section):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, text=TEXT.replace("Zwei", "<strong>Zwei</strong>")), section)

    form, _saved = save(SectionForm, sent(mine, text=TEXT.replace("Zwei", "<em>Zwei</em>")), section)

    [conflict] = form.conflicts_in_words()
    assert versions(conflict) == (
        TEXT.replace("Zwei", "<em>Zwei</em>"),
        TEXT.replace("Zwei", "<strong>Zwei</strong>"),
    )


def test_typed_words_are_never_markup_on_the_page(section):
    mine, theirs = SectionForm(instance=section), SectionForm(instance=section)
    save(SectionForm, sent(theirs, title="<b>Ihr</b> Titel"), section)

    form, _saved = save(SectionForm, sent(mine, title="<i>Mein</i> Titel"), section)

    [conflict] = form.conflicts_in_words()
    mine, theirs = versions(conflict)
    assert "<b>" not in theirs
    assert "<i>" not in mine


def test_who_changed_what_is_known_from_the_history(measure):
    with recorded(by=make_user(username="berta")):
        measure.state = "laeuft"
        measure.save(update_fields=["state"])

    assert last_change(measure, "state")[0] == "berta"
    assert last_change(measure, "title") is None
    assert last_change(measure, "no field") is None


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2031, 2, 3, 15, tzinfo=UTC), "Fassung von Anna, 14:03\N{NO-BREAK SPACE}Uhr"),
        (datetime(2031, 2, 4, 15, tzinfo=UTC), "Fassung von Anna, 03.02.2031, 14:03\N{NO-BREAK SPACE}Uhr"),
    ],
)
def test_a_version_is_named_by_person_and_time(now, words):
    assert version_of(("Anna", datetime(2031, 2, 3, 13, 3, tzinfo=UTC)), now=now) == words


@pytest.mark.django_db(transaction=True)
def test_two_hundred_saves_of_eight_people_lose_nothing():
    """Everybody keeps rewriting an own and a common paragraph; whoever meets a conflict joins both and saves again."""
    people, rounds = 8, 25
    start = "".join(f"<p>Absatz {person}:</p>" for person in range(people)) + "<p>Alle:</p>"
    section = make_focus_area(make_programme(), text=start)
    problems, conflicts = [], []
    ready = threading.Barrier(people)

    def work(person):
        try:
            for number in range(rounds):
                form = SectionForm(instance=fresh(section))
                text = form["text"].value()
                text = text.replace(f"Absatz {person}:", f"Absatz {person}: {person}-{number}.")
                data = sent(form, text=text.replace("Alle:", f"Alle: [{person}-{number}]"))
                if number == 0:
                    ready.wait()  # nobody saves before everybody has read, so that there are conflicts
                form, saved = save(SectionForm, data, section)
                while saved is None:
                    conflicts.append(form.conflicts)
                    mine, theirs = form["text"].value(), json.loads(form["base"].value())["text"]
                    joined = theirs.replace("Alle:", f"Alle: [{person}-{number}]").replace(
                        f"Absatz {person}:", f"Absatz {person}: {person}-{number}."
                    )
                    assert f"[{person}-{number}]" in mine
                    form, saved = save(SectionForm, sent(form, text=joined, **{"choice-text": "mine"}), section)
        except Exception as error:  # printed below; a thread has nobody to raise to
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(person,)) for person in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert conflicts
    text = fresh(section).text
    changes = {f"{person}-{number}" for person in range(people) for number in range(rounds)}
    assert [change for change in sorted(changes) if f"[{change}]" not in text or f" {change}." not in text] == []


def test_what_others_deleted_at_this_moment_is_told_within_a_transaction_too(measure):
    partner = make_partner(measure.programme.jobcenter)
    form = MeasureForm(sent(MeasureForm(instance=measure), partners=[partner]), instance=fresh(measure))
    assert form.is_valid()
    partner.delete()

    with transaction.atomic():
        saved = form.save_merged()

    assert saved is None
    assert form.non_field_errors() == [AT_ONCE]
    assert not measure.partners.exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_too_long_is_told_and_the_form_stays(section):
    form = SectionForm(sent(SectionForm(instance=section), title="Neu"), instance=fresh(section))
    assert form.is_valid()

    with psycopg.connect(**connection.get_connection_params()) as another, transaction.atomic():
        another.execute("SELECT FROM programmes_focusarea WHERE id = %s FOR UPDATE", [section.pk])
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10ms'")
        saved = form.save_merged()

    assert saved is None
    assert form.non_field_errors() == [AT_ONCE]
    assert form["title"].value() == "Neu"


def test_an_error_of_ours_is_blamed_on_nobody(measure):
    class Broken(MeasureForm):
        def save_rows(self, values):
            Measure.objects.filter(pk=self.instance.pk).update(title=None)

    form = Broken(sent(Broken(instance=measure), title="Neu"), instance=fresh(measure))
    assert form.is_valid()

    with pytest.raises(IntegrityError, match="not-null"):
        form.save_merged()

    assert fresh(measure).title == measure.title
