"""What a changed workbook means: pure, from the file to the plan of changes."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.workspace.sheets import at_site, changed, changes, file_of, measure, plan_of, state, told
from workspace.spreadsheet.cells import clean, normal
from workspace.spreadsheet.opening import RefusedError
from workspace.spreadsheet.snapshot import Choice

M, S = "Maßnahmen", "Standorte"
FULL = measure(
    section=2,
    starts_on=date(2031, 2, 1),
    ends_on=date(2031, 12, 31),
    period="ganzjährig",
    planned_places=12,
    planned_entries=0,
    instruments=frozenset({1, 2}),
    municipalities=frozenset({1, 2}),
    target_groups=frozenset({1}),
    partners=frozenset({1, 2}),
)


def test_workbook_that_nobody_changed_changes_nothing():
    now = state(FULL, measure("Zweite"), sites=(at_site(1, 1, places=12, qualifier="rd."), at_site(2, 2)))

    plan = plan_of(file_of(now), now)

    assert (plan.rows, plan.problems, plan.conflicts) == ((), (), ())


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
NAMES = TEXTS.map(clean).filter(bool)


@settings(max_examples=60, phases=[Phase.generate])  # every example is a whole workbook
@given(
    title=NAMES,
    period=TEXTS,
    names=st.lists(NAMES.filter(lambda name: set(name) != {";"}), max_size=4, unique_by=normal),
    days=st.tuples(st.dates(date(1990, 1, 1)), st.dates(date(1990, 1, 1))).map(sorted),
    places=st.none() | st.integers(0, 2_147_483_647),
    choice=st.sampled_from(["geplant", "laeuft", "beendet", "entfaellt"]),
)
def test_whatever_stands_in_the_programme_comes_back_as_it_was(title, period, names, days, places, choice):
    row = measure(
        title,
        period=period[:120],
        starts_on=days[0],
        ends_on=days[1],
        planned_places=places,
        state=choice,
        partners=frozenset(range(1, len(names) + 1)),
    )
    now = state(
        row, sites=(at_site(period=period),), partners=dict(enumerate((Choice(label=name) for name in names), 1))
    )

    plan = plan_of(file_of(now), now)

    assert (changes(plan), told(plan), plan.conflicts) == ([], [], ())


def test_every_changed_cell_is_told_with_old_and_new_value():
    now = state(FULL, sites=(at_site(places=12),))

    plan = plan_of(
        file_of(
            now,
            (M, "Titel 2", "Werkcampus II"),
            (M, "Abschnitt 2", "1 Netzwerk"),
            (M, "Status 2", "läuft"),
            (M, "Beginn 2", datetime(2031, 3, 1)),
            (M, "Ende 2", None),
            (M, "Zeitraum in Worten 2", "ab März"),
            (M, "Geplante Plätze 2", 15),
            (M, "Geplante Eintritte 2", None),
            (M, "Instrumente 2", "FF (§16f SGB II)"),
            (M, "Kommunen 2", "Beckum"),
            (M, "Zielgruppen 2", None),
            (M, "Kooperationspartner 2", "Caritas"),
            (S, "Zustand 2", "neu"),
            (S, "Plätze 2", 14),
            (S, "Genauigkeit 2", "rd."),
            (S, "Zeitraum in Worten 2", "ab Juni"),
        ),
        now,
    )

    assert told(plan) == []
    assert [change[1:] for change in changes(plan)] == [
        ("Titel", "Werkcampus", "Werkcampus II"),
        ("Abschnitt", "1.1 Bildung", "1 Netzwerk"),
        ("Status", "geplant", "läuft"),
        ("Beginn", "01.02.2031", "01.03.2031"),
        ("Ende", "31.12.2031", "–"),
        ("Zeitraum in Worten", "ganzjährig", "ab März"),
        ("Geplante Plätze", "12", "15"),
        ("Geplante Eintritte", "0", "–"),
        ("Instrumente", "AGH (§16d SGB II); FF (§16f SGB II)", "FF (§16f SGB II)"),
        ("Kommunen", "Ahlen; Beckum", "Beckum"),
        ("Zielgruppen", "Jugendliche", "–"),
        ("Kooperationspartner", "Caritas; Müller; Söhne", "Caritas"),
        ("Zustand", "bestehend", "neu"),
        ("Zeitraum in Worten", "–", "ab Juni"),
        ("Plätze", "12", "14"),
        ("Genauigkeit", "genau", "rd."),
    ]
    values = plan.measures[0].values
    assert (values["section"], values["starts_on"], values["ends_on"]) == (1, date(2031, 3, 1), None)
    assert values["partners"] == {1}


@pytest.mark.parametrize(
    ("heading", "written", "meant"),
    [
        ("Beginn", "1.3.2031", date(2031, 3, 1)),
        ("Beginn", " 01.03.2031 ", date(2031, 3, 1)),
        ("Geplante Plätze", "1.200", 1200),
        ("Geplante Plätze", 12.0, 12),
        ("Status", "LÄUFT", "laeuft"),
        ("Titel", 2031, "2031"),
        ("Titel", "  Zwei \n Zeilen ", "Zwei Zeilen"),
        ("Abschnitt", "1.1", 2),
        ("Abschnitt", 1.1, 2),
        ("Instrumente", "agh", {1}),
        ("Kommunen", " beckum ;; Ahlen;", {1, 2}),
        ("Kooperationspartner", "Müller;Söhne", {2}),
        ("Kooperationspartner", "Mu\u0308ller; So\u0308hne", {2}),
        ("Kooperationspartner", "\ufeffCari\u200btas", {1}),
    ],
)
def test_cells_are_understood_as_people_write_them(heading, written, meant):
    now = state(measure())

    plan = plan_of(file_of(now, (M, f"{heading} 2", written)), now)

    assert told(plan) == []
    assert list(plan.measures[0].values.values()) == [meant]


@pytest.mark.parametrize(
    ("cell", "written", "message"),
    [
        ("B", None, "»Titel« darf nicht leer sein."),
        ("B", "x" * 201, "Der Text hat 201 Zeichen, erlaubt sind 200."),
        ("B", datetime(2031, 1, 1), "Hier wird ein Text erwartet. Bitte formatieren Sie die Zelle als Text."),
        ("B", True, "Hier wird ein Text erwartet. Bitte formatieren Sie die Zelle als Text."),
        ("B", timedelta(hours=30), "Hier wird ein Text erwartet. Bitte formatieren Sie die Zelle als Text."),
        ("B", "=1+1", "Formeln werden nicht gelesen. Bitte geben Sie den Wert selbst ein."),
        ("C", "9", "»9« ist kein Abschnitt dieses Programms. Bitte nehmen Sie einen Eintrag des Blattes »Auswahl«."),
        ("D", None, "»Status« darf nicht leer sein."),
        ("D", "fertig", "»fertig« gibt es nicht. Möglich sind: geplant, läuft, beendet, entfällt."),
        ("E", "31.02.2031", "Den Tag »31.02.2031« gibt es nicht."),
        ("E", "01.06.0021", "Das Jahr in »01.06.0021« kann nicht stimmen. Bitte prüfen Sie es."),
        ("E", "bald", "»bald« ist kein Datum. Bitte schreiben Sie zum Beispiel 01.06.2021."),
        ("E", True, "Hier wird ein Datum erwartet, zum Beispiel 01.06.2021."),
        ("E", time(3), "Hier wird ein Datum erwartet, zum Beispiel 01.06.2021."),
        ("F", datetime(2030, 1, 1), "Das Ende (01.01.2030) liegt vor dem Beginn (01.02.2031)."),
        ("H", 1.5, "»1.5« ist keine ganze Zahl ab 0. Bitte schreiben Sie zum Beispiel 12 oder 1.200."),
        ("H", -1, "»-1« ist keine ganze Zahl ab 0. Bitte schreiben Sie zum Beispiel 12 oder 1.200."),
        ("H", "viele", "»viele« ist keine Zahl. Bitte schreiben Sie zum Beispiel 12 oder 1.200."),
        ("H", 2**31, "»2147483648« ist zu groß."),
        ("H", datetime(2031, 1, 1), "Hier wird eine ganze Zahl erwartet. Bitte formatieren Sie die Zelle als Zahl."),
        ("H", timedelta(hours=30), "Hier wird eine ganze Zahl erwartet. Bitte formatieren Sie die Zelle als Zahl."),
        ("J", "AGHH (§16d SGB II)", "»AGHH (§16d SGB II)« ist kein Instrument. Meinten Sie »AGH (§16d SGB II)«?"),
        (
            "K",
            "Münster",
            "»Münster« ist keine Kommune dieses Jobcenters. Bitte nehmen Sie einen Eintrag des Blattes »Auswahl«.",
        ),
        (
            "M",
            "Neu GmbH",
            "»Neu GmbH« ist kein Kooperationspartner dieses Jobcenters. "
            "Soll der Name angelegt werden, wählen Sie ihn bitte unter »Neue Namen« aus.",
        ),
    ],
)
def test_cell_that_cannot_be_is_an_error_with_its_place(cell, written, message):
    now = state(FULL)

    def write(book):
        book[M][f"{cell}2"].value = written

    plan = plan_of(file_of(now, edit=write), now)

    assert told(plan) == [(f"{M}!{cell}2", message)]


def test_text_that_looks_like_a_formula_is_refused_only_where_it_is_new():
    now = state(measure('=HYPERLINK("x")'), measure("Zweite"))

    def write(book):
        book[M]["B3"].value = "=SUMME(A1)"
        book[M]["B3"].data_type = "s"

    assert told(plan_of(file_of(now), now)) == []
    assert told(plan_of(file_of(now, edit=write), now)) == [
        (f"{M}!B3", "Der Text beginnt wie eine Formel mit »=«. Bitte geben Sie den Wert selbst ein.")
    ]


def test_change_made_meanwhile_in_another_cell_stays():
    went_out = state(FULL)
    now = changed(went_out, 1, title="Umbenannt", planned_places=99)

    plan = plan_of(file_of(went_out, (M, "Status 2", "läuft")), now)

    assert (changes(plan), plan.conflicts) == ([("Werkcampus", "Status", "geplant", "läuft")], ())


def test_cell_changed_on_both_sides_is_a_conflict_until_somebody_chooses():
    went_out = state(FULL)
    now = changed(went_out, 1, planned_places=99)
    file = file_of(went_out, (M, "Geplante Plätze 2", 15))

    left, taken = plan_of(file, now), plan_of(file, now, take=frozenset({f"{M}!H2"}))

    (conflict,) = left.conflicts
    assert (conflict.was, conflict.now, conflict.new, conflict.place) == ("12", "99", "15", f"{M}!H2")
    assert left.rows == ()
    assert changes(taken) == [("Werkcampus", "Geplante Plätze", "99", "15")]
    assert left.fingerprint != taken.fingerprint


def test_the_same_change_on_both_sides_is_none():
    went_out = state(FULL)
    now = changed(went_out, 1, planned_places=15)

    plan = plan_of(file_of(went_out, (M, "Geplante Plätze 2", 15)), now)

    assert (plan.rows, plan.conflicts) == ((), ())


def test_names_are_added_and_taken_away_one_by_one():
    went_out = state(measure(municipalities=frozenset({1})))
    now = changed(went_out, 1, municipalities=frozenset({1, 2}))

    plan = plan_of(file_of(went_out, (M, "Kommunen 2", None)), now)

    assert plan.measures[0].values == {"municipalities": {2}}


def test_name_changed_meanwhile_is_still_known_in_the_file():
    went_out = state(measure(partners=frozenset({1})))
    now = state(measure(partners=frozenset({1})), partners={1: Choice(label="Caritasverband")})

    plan = plan_of(file_of(went_out, (M, "Status 2", "läuft")), now)

    assert (told(plan), [change[1] for change in changes(plan)]) == ([], ["Status"])


def test_section_number_means_the_section_that_had_it_in_the_file():
    went_out = state(measure())
    now = state(measure(), section={1: Choice(label="2 Netzwerk", short="2"), 2: Choice(label="1 Bildung", short="1")})

    plan = plan_of(file_of(went_out, (M, "Abschnitt 2", "1")), now)

    assert changes(plan) == [("Werkcampus", "Abschnitt", "–", "2 Netzwerk")]


def test_row_without_key_creates_a_measure_and_its_site():
    now = state(measure())

    plan = plan_of(
        file_of(
            now,
            (M, "Titel 5", "Lernorte"),
            (M, "Kommunen 5", "Ahlen"),
            (S, "Maßnahme 2", "Lernorte"),
            (S, "Standort 2", "Haus B"),
            (S, "Plätze 2", 8),
        ),
        now,
    )

    assert told(plan) == []
    assert changes(plan) == [
        ("Lernorte", "Titel", "", "Lernorte"),
        ("Lernorte", "Status", "", "geplant"),
        ("Lernorte", "Kommunen", "", "Ahlen"),
        ("Haus B – Lernorte", "Standort", "", "Haus B"),
        ("Haus B – Lernorte", "Zustand", "", "bestehend"),
        ("Haus B – Lernorte", "Plätze", "", "8"),
        ("Haus B – Lernorte", "Genauigkeit", "", "genau"),
    ]
    assert [change.place for row in plan.rows for change in row.changes] == [
        *(f"{M}!B5", f"{M}!D5", f"{M}!K5"),
        *(f"{S}!C2", f"{S}!D2", f"{S}!F2", f"{S}!G2"),
    ]
    assert list(plan.needs) == ["programmes.add_measure", "programmes.add_measuresite"]
    assert (plan.measures[0].key, plan.sites[0].values["measure"], plan.sites[0].values["site"]) == (
        None,
        "Lernorte",
        2,
    )


def test_name_of_no_measure_is_told_with_the_sheet_that_names_them():
    now = state(measure())

    plan = plan_of(file_of(now, (S, "Maßnahme 2", "Unbekannt"), (S, "Standort 2", "Haus B")), now)

    assert told(plan) == [
        (
            f"{S}!B2",
            "»Unbekannt« ist keine Maßnahme dieses Programms. Bitte schreiben Sie den Titel wie im Blatt »Maßnahmen«.",
        )
    ]


def test_missing_rows_change_nothing():
    now = state(measure("Eins"), measure("Zwei"), sites=(at_site(),))

    def remove(book):
        book[M].delete_rows(2)
        book[S].delete_rows(2)

    plan = plan_of(file_of(now, edit=remove), now)

    assert (plan.rows, plan.problems) == ((), ())


def test_unknown_partner_is_an_error_that_offers_to_add_it():
    now = state(measure())
    file = file_of(
        now,
        (M, "Kooperationspartner 2", "Caritas; Neu GmbH"),
        (M, "Titel 3", "B"),
        (M, "Kooperationspartner 3", "neu gmbh"),
    )

    refused = plan_of(file, now)
    agreed = plan_of(file, now, create=frozenset({("partners", "Neu GmbH")}))

    assert [place for place, _ in told(refused)] == [f"{M}!M2", f"{M}!M3"]
    assert refused.offers == (("partners", "Neu GmbH"),)
    assert told(agreed) == []
    assert agreed.create == (("partners", "Neu GmbH"),)
    assert (list(refused.needs), list(agreed.needs)) == (
        ["programmes.add_measure"],
        ["programmes.add_measure", "programmes.add_partner"],
    )
    assert agreed.measures[0].values == {"partners": {1, "Neu GmbH"}}


def test_partner_that_others_added_meanwhile_is_not_added_beside_it():
    now = state(measure(), partners={7: Choice(label="Neu GmbH")})
    file = file_of(now, (M, "Kooperationspartner 2", "neu gmbh"))

    plan = plan_of(file, now, create=frozenset({("partners", "neu gmbh")}))

    assert (plan.create, plan.measures[0].values) == ((), {"partners": {7}})


def test_titles_that_differ_in_case_alone_keep_their_sites():
    now = state(measure("Café"), measure("CAFÉ"), sites=(at_site(1), at_site(2)))

    plan = plan_of(file_of(now, (S, "Maßnahme 4", "CAFÉ"), (S, "Standort 4", "Haus B")), now)

    assert told(plan) == []
    assert [row.values["measure"] for row in plan.sites] == [2]


def test_titles_stay_unique():
    now = state(measure("Eins"), measure("Zwei"))

    plan = plan_of(file_of(now, (M, "Titel 2", "Zwei"), (M, "Titel 4", "Drei"), (M, "Titel 5", "Drei")), now)

    assert told(plan) == [
        (f"{M}!B2", "Eine Maßnahme mit dem Titel »Zwei« gibt es in diesem Programm bereits."),
        (f"{M}!B5", f"Den Titel »Drei« trägt schon eine andere Zeile: {M}!B4."),
    ]


def test_row_of_what_was_deleted_is_an_error():
    now = state(measure("Eins"), sites=(at_site(),))
    gone = state()

    plan = plan_of(file_of(now), gone)

    assert [place for place, _ in told(plan)] == [f"{M}!B2", f"{S}!C2"]


def test_copied_row_is_an_error_that_says_what_to_do():
    now = state(measure())

    def copy(book):
        for cell in list(book[M][2]):
            book[M].cell(3, cell.column).value = cell.value

    ((place, message),) = told(plan_of(file_of(now, edit=copy), now))

    assert place == f"{M}!A3"
    assert "eine Kopie von Zeile 2" in message


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Schlüssel 2", "abc"),
        ("Schlüssel 2", -1),
        ("Schlüssel 2", "=A1"),
        ("Stand beim Ausgeben 2", "{}"),
        ("Stand beim Ausgeben 2", "kein JSON"),
        ("Stand beim Ausgeben 2", "[" * 5000),
        ("Stand beim Ausgeben 2", None),
        ("Stand beim Ausgeben 2", '{"title": 1}'),
    ],
)
def test_changed_hidden_columns_are_an_error(heading, value):
    now = state(measure())

    ((place, message),) = told(plan_of(file_of(now, (M, heading, value)), now))

    assert place == f"{M}!A2"
    assert "ausgeblendeten Spalten dieser Zeile wurden verändert" in message


def test_site_and_measure_of_a_row_that_went_out_do_not_change():
    now = state(measure("Eins"), measure("Zwei"), sites=(at_site(1, 1),))

    plan = plan_of(file_of(now, (S, "Maßnahme 2", "Zwei"), (S, "Standort 2", "Haus B")), now)

    assert [place for place, _ in told(plan)] == [f"{S}!B2", f"{S}!C2"]


def test_measure_may_be_renamed_while_its_sites_stay():
    now = state(measure("Eins"), sites=(at_site(1, 1),))

    plan = plan_of(file_of(now, (M, "Titel 2", "Neuer Titel")), now)

    assert (told(plan), [change[1] for change in changes(plan)]) == ([], ["Titel"])


def test_the_same_measure_is_not_twice_at_a_site():
    now = state(measure("Eins"), sites=(at_site(1, 1),))

    plan = plan_of(file_of(now, (S, "Maßnahme 3", "Eins"), (S, "Standort 3", "Haus A")), now)

    assert told(plan) == [(f"{S}!C3", "Diese Maßnahme findet an diesem Standort bereits statt.")]


def test_columns_may_be_moved_and_own_ones_added():
    now = state(measure())

    def rearrange(book):
        book[M].insert_cols(2)
        book[M]["B1"].value = "Meine Notiz"
        book[M]["B2"].value = "nicht vergessen"
        book[M]["E2"].value = "läuft"

    plan = plan_of(file_of(now, edit=rearrange), now)

    assert [change[1] for change in changes(plan)] == ["Status"]
    assert plan.ignored == (f"{M}: Meine Notiz",)


def test_sheets_under_other_names_are_told():
    now = state(measure(), sites=(at_site(),))

    def rename(sheet):
        return lambda book: setattr(book[sheet], "title", f"{sheet} 2031")

    assert plan_of(file_of(now, edit=rename(S)), now).ignored == (f"Blatt »{S} 2031«",)
    with pytest.raises(RefusedError, match=f"fehlt das Blatt »{M}«"):
        plan_of(file_of(now, edit=rename(M)), now)


def test_removed_column_changes_nothing():
    now = state(FULL)

    plan = plan_of(file_of(now, edit=lambda book: book[M].delete_cols(11, 3)), now)

    assert (plan.rows, plan.problems) == ((), ())


@pytest.mark.parametrize("heading", ["Schlüssel", "Titel"])
def test_column_that_is_needed_or_stands_twice_is_an_error(heading):
    now = state(measure())

    def remove(book):
        head = [cell.value for cell in book[M][1]]
        book[M].delete_cols(head.index(heading) + 1)

    def repeat(book):
        book[M]["Q1"].value = heading

    assert told(plan_of(file_of(now, edit=remove), now)) == [(f"{M}!A1", f"Die Spalte »{heading}« fehlt.")]
    assert told(plan_of(file_of(now, edit=repeat), now)) == [(f"{M}!Q1", f"Die Spalte »{heading}« gibt es zweimal.")]
