"""Bad files: every problem with its place and a German sentence, all at once, and nothing changed."""

from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.models import BudgetLine, BudgetStage
from programmes.models import FocusArea, Instrument, Jobcenter, Measure, Municipality, Programme
from proposals.exchange import FilesRefused, import_files
from proposals.exchange.document import MOST_BYTES, MOST_NODES
from proposals.exchange.problems import MOST_PROBLEMS
from tests.factories import make_instrument, make_jobcenter, make_programme, make_site

HEAD = "format: amp-programm\nversion: 1\n"
JOBCENTER = "jobcenter: {kuerzel: kreis, name: Jobcenter Kreis, traeger: Kreis}\n"


def refused(text: str | bytes, *, head: str = HEAD + JOBCENTER) -> list[str]:
    """The problems of a file, one line each, without the file name; import must refuse it."""
    data = text if isinstance(text, bytes) else (head + text).encode()
    with pytest.raises(FilesRefused) as caught:
        import_files(files=[("x.yaml", data)])
    first, *lines = str(caught.value).splitlines()
    assert first == f"Nichts wurde eingelesen: {len(caught.value.problems)} Fehler."
    assert not Jobcenter.objects.filter(slug="kreis").exists()
    return [line.removeprefix("x.yaml, ") for line in lines]


def accepted(text: str | bytes) -> Programme | None:
    data = text if isinstance(text, bytes) else (HEAD + JOBCENTER + text).encode()
    import_files(files=[("x.yaml", data)])
    return Programme.objects.filter(jobcenter__slug="kreis").first()


def programme(rest: str = "") -> str:
    return f"programm:\n  jahr: 2031\n  titel: Programm\n{rest}"


def line(rest: str) -> str:
    """A programme with one budget line that is complete but for `rest`."""
    return programme(
        "  staende:\n    - kuerzel: eins\n      name: Eins\n      positionen:\n"
        f"        - {{bezeichnung: Zeile, art: zuweisung, topf: EGT, {rest}}}\n"
    )


LINE_AT = "Zeile 11, programm.staende[1].positionen[1]"


# What is no usable document


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "Die Datei ist leer"),
        (b"\n# nur Bemerkungen\n", "Die Datei ist leer"),
        (b"nur Text", "Die Datei ist leer oder beginnt nicht mit Angaben"),
        (b"- a\n- b", "Die Datei ist leer oder beginnt nicht mit Angaben"),
        (b"a: 1\nb: \xff\xfe", "Zeile 2: Die Datei ist nicht in UTF-8 gespeichert."),
        ("format: amp-programm".encode("utf-16"), "Die Datei ist nicht in UTF-8 gespeichert."),
        (b"a:\n\t- b", "Zeile 2: Die Zeile ist mit Tabulatoren eingerückt."),
        (b"a: b: c", "Zeile 1: Unerwarteter Doppelpunkt."),
        (b"a: 'offen\n", "Ein Text in Anführungszeichen endet nicht"),
        (b'a: "\\q"', "Ein Text in Anführungszeichen endet nicht oder enthält eine unbekannte"),
        (b'a: "\\ud800"', "Ein Text in Anführungszeichen endet nicht oder enthält eine unbekannte"),
        (b'a: "\\U00110000"', "Ein Text in Anführungszeichen endet nicht oder enthält eine unbekannte"),
        (b"a: @b", "Ein Text beginnt mit einem Sonderzeichen."),
        (b"a: [1, 2", "Eine Liste in eckigen oder geschweiften Klammern ist nicht geschlossen."),
        (b"- a\nb: c", "Hier ist die Datei kein gültiges YAML."),
        (b"a: \x07", "Zeile 1: Hier steht ein Steuerzeichen"),
        (b"a: 1\n---\nb: 2\n", "Zeile 2: Eine Datei enthält nur ein YAML-Dokument"),
        (b"a: " + b"[" * 100_000, "tiefer als 20 Ebenen"),
        (b"a: " + b"{x: " * 5_000, "tiefer als 20 Ebenen"),
        (b"".join(b" " * depth + b"a:\n" for depth in range(2_000)), "tiefer als 20 Ebenen"),
        (b"a: [" + b"1," * (MOST_NODES + 1) + b"]", "mehr als 100000 Einträge"),
        (b"#" * (MOST_BYTES + 1), "Die Datei ist größer als 4 MB."),
    ],
    ids=range(22),
)
@pytest.mark.django_db
def test_unusable_file_gets_a_german_sentence(data, problem):
    (found,) = refused(data)

    assert problem in found


@pytest.mark.django_db
def test_alias_bomb_is_refused_without_being_expanded():
    bomb = "bombe:\n  a: &a [x, x]\n" + "".join(
        f"  {new}: &{new} [*{old}, *{old}, *{old}]\n" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )

    found = refused(bomb)

    assert found[1] == "Zeile 5, bombe.a: Marken mit »&« sind nicht erlaubt. Bitte schreiben Sie die Angaben aus."
    assert found[0] == "Zeile 4, bombe: Die Angabe »bombe« ist hier nicht bekannt."
    assert "Zeile 6, bombe.b[1]: Verweise mit »*« sind nicht erlaubt. Bitte schreiben Sie die Angaben aus." in found
    assert len(found) == 10 + 27 + 1


@pytest.mark.django_db
def test_tags_repeated_keys_and_odd_keys_are_refused():
    found = refused(
        "programm: !!python/object/apply:os.system [echo]\n"
        'kommunen: !bild []\npartner: [A]\npartner: [B]\n? [x]\n: y\n<<: {}\n"\\0": z\n'
    )

    assert found == [
        "Zeile 4, programm: Typangaben mit »!« sind nicht erlaubt.",
        "Zeile 4, programm: Hier werden Angaben der Form »name: wert« erwartet (jahr, titel, stand, schwerpunkte …).",
        "Zeile 5, kommunen: Typangaben mit »!« sind nicht erlaubt.",
        "Zeile 7, partner: »partner« ist hier schon angegeben.",
        "Zeile 8: Hier wird ein Name erwartet.",
        "Zeile 10, <<: Die Angabe »<<« ist hier nicht bekannt.",
        "Zeile 11: Hier wird ein Name erwartet.",
    ]


@pytest.mark.django_db
def test_byte_order_mark_and_windows_line_ends_are_accepted():
    text = (
        HEAD
        + JOBCENTER
        + programme("  schwerpunkte:\n    - titel: A\n      text: |\n        <p>a</p>\n        <p>b</p>\n")
    )

    accepted(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert FocusArea.objects.get().text == "<p>a</p><p>b</p>"


# What is no known value


@pytest.mark.django_db
def test_head_and_version_are_checked():
    assert refused("format: andere\nversion: 2\n", head="") == [
        "Zeile 1, format: Erwartet wird »format: amp-programm«.",
        "Zeile 2, version: Erwartet wird »version: 1«.",
    ]
    assert refused("partner: []\n", head="") == [
        "Zeile 1: Die Angabe »format: amp-programm« fehlt.",
        "Zeile 1: Die Angabe »version: 1« fehlt.",
    ]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("14.310.000", "ist keine Zahl"),
        ("'14.310,00'", "Schreiben Sie Zahlen mit Dezimalpunkt und ohne Tausenderpunkte"),
        ("14.310", "»14.310« ist nicht eindeutig: Tausenderpunkte sind nicht erlaubt. Gemeint ist 14310 oder 14.3100."),
        ("NaN", "ist keine Zahl"),
        (".inf", "ist keine Zahl"),
        ("-Infinity", "ist keine Zahl"),
        ("1e400000000", "ist keine Zahl"),
        ("0x10", "ist keine Zahl"),
        ("+5", "ist keine Zahl"),
        ("1_000", "ist keine Zahl"),
        ("٣", "ist keine Zahl"),
        ("'=1+1'", "»=1+1« ist keine Zahl"),
        ("'=HYPERLINK(\"http://x\")'", "ist keine Zahl"),
        ("12 €", "ist keine Zahl"),
        ("ja", "ist keine Zahl"),
        ("[1]", "Hier wird ein einzelner Wert erwartet"),
        ("9" * 5000, "ist keine Zahl"),
        ("9" * 13, "12 Ziffern vor dem Komma"),
        ("1.2345", "2 Dezimalstellen"),
    ],
    ids=range(19),
)
@pytest.mark.django_db
def test_amounts_that_are_none_are_refused_at_their_place(written, sentence):
    (found,) = refused(line(f"betrag: {written}"))

    assert found.startswith(f"{LINE_AT}.betrag: ")
    assert sentence in found


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["null", "~", "", "''", "Null"])
def test_amounts_that_are_not_given_are_not_known(written):
    accepted(line(f"betrag: {written}"))

    assert BudgetLine.objects.get().amount is None


@pytest.mark.django_db
@pytest.mark.parametrize(("written", "amount"), [("0", "0"), ("-0", "0"), ("0010.5", "10.5"), ("'7'", "7")])
def test_amounts_are_exact(written, amount):
    accepted(line(f"betrag: {written}"))

    assert str(BudgetLine.objects.get().amount) == str(Decimal(amount).quantize(Decimal("0.01")))


@pytest.mark.django_db
def test_all_problems_of_a_file_are_told_at_once():
    found = refused(
        """\
komunen:
  - name: Ort
kommunen:
  - name: Ort
    ags: 5570004
    zeile: -1
  - nur Text
programm:
  jahr: 1999
  titel:
  stand: fertig
  schwerpunkte:
    - titel: A
      text: <p>gut</p><script>alert(1)</script>
      stand: fertg
  massnahmen:
    - titel: M
      abschnitt: 7.7
      beginn: 03.02.2021
      instrumente: [EvL]
      plaetze: viele
  staende:
    - kuerzel: mit Leerzeichen
      name: Eins
      positionen:
        - bezeichnung: U
          art: umschichtung
          topf: EGT
          in_topf: EGT
          betrag: 5
"""
    )

    line, section = "programm.staende[1]", "programm.schwerpunkte[1]"
    assert found == [
        "Zeile 4, komunen: Die Angabe »komunen« ist hier nicht bekannt. Meinten Sie »kommunen«?",
        "Zeile 8, kommunen[1].ags: Der amtliche Gemeindeschlüssel hat acht Ziffern.",
        "Zeile 9, kommunen[1].zeile: »-1« ist keine ganze Zahl ab 0. Schreiben Sie nur Ziffern, zum Beispiel 12.",
        "Zeile 10, kommunen[2]: Hier werden Angaben der Form »name: wert« erwartet (name, ags, zeile, spalte).",
        "Zeile 12, programm.jahr: Dieser Wert muss größer oder gleich 2005 sein.",
        "Zeile 13, programm.titel: Die Angabe »titel« fehlt oder ist leer.",
        "Zeile 14, programm.stand: »fertig« ist hier nicht bekannt. Möglich sind: entwurf, beratung, beschlossen.",
        f"Zeile 17, {section}.text: Der Text enthält etwas, das nicht erlaubt ist: <script>.",
        f"Zeile 18, {section}.stand: »fertg« ist hier nicht bekannt. Meinten Sie »fertig«? "
        "Möglich sind: offen, arbeit, fertig, geprueft.",
        "Zeile 21, programm.massnahmen[1].abschnitt: Abschnitt »7.7« gibt es in dieser Datei nicht.",
        "Zeile 22, programm.massnahmen[1].beginn: »03.02.2021« ist kein Datum. "
        "Schreiben Sie Jahr-Monat-Tag, zum Beispiel 2021-02-03.",
        "Zeile 23, programm.massnahmen[1].instrumente[1]: Instrument »EvL« gibt es weder in dieser Datei "
        "noch in der Datenbank.",
        "Zeile 24, programm.massnahmen[1].plaetze: »viele« ist keine ganze Zahl ab 0. "
        "Schreiben Sie nur Ziffern, zum Beispiel 12.",
        f"Zeile 26, {line}.kuerzel: Bitte ein gültiges Kürzel, bestehend aus Buchstaben, Ziffern, Unterstrichen und "
        "Bindestrichen, eingeben.",
        f"Zeile 29, {line}.positionen[1]: Eine Umschichtung führt von einem Topf in einen anderen.",
    ]
    assert not Municipality.objects.exists()


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<p onclick="x()">a</p>', '<p onclick="x()">'),
        ('<p><a href="javascript:x()">a</a></p>', "<a href="),
        ("<p>a<!-- b --></p>", "a<!-- b -->"),
        ("<p>offen", "ein nicht geschlossenes Element"),
        ("<![endif]", "<!["),
        ("<p></p>", "<p>"),
        ("<p class=x>a</p>", "<p class=x>"),
        ("<!--" * 30_000, "<!--<!--"),
        ("<a " * 30_000, "<a <a"),
        ("<ul><li>" * 30_000, "mehr als 50 ineinander liegende"),
    ],
    ids=range(11),
)
@pytest.mark.django_db
def test_text_with_forbidden_markup_is_refused_not_cleaned(html, named):
    (found,) = refused(programme(f"  schwerpunkte:\n    - titel: A\n      text: '{html}'\n"))

    assert found.startswith("Zeile 9, programm.schwerpunkte[1].text: Der Text enthält etwas, das nicht erlaubt ist: ")
    assert named in found


@pytest.mark.django_db
def test_text_may_spell_the_same_characters_differently():
    accepted(programme("  schwerpunkte:\n    - titel: A\n      text: '<p>A & B\N{NO-BREAK SPACE}C &quot;</p>'\n"))

    assert FocusArea.objects.get().text == '<p>A &amp; B&nbsp;C "</p>'


@pytest.mark.django_db
def test_texts_keep_what_yaml_would_take_for_something_else():
    accepted(
        programme("  massnahmen:\n    - titel: no\n      zeitraum: 050210\n    - titel: 1.0\n      zeitraum: 'null'\n")
    )

    assert list(Measure.objects.values_list("title", "period")) == [("no", "050210"), ("1.0", "null")]


@pytest.mark.django_db
def test_text_with_null_character_is_refused():
    assert refused(programme('  massnahmen:\n    - titel: "a\\0b"\n')) == [
        "Zeile 8, programm.massnahmen[1].titel: Der Text enthält ein Zeichen, das nicht gespeichert werden kann."
    ]


def site_value(rest: str) -> str:
    """A programme with a value that refers to the site of a measure."""
    return (
        "standorte: [{name: Ort}]\nmessgroessen: [{name: Plätze, einheit: Plätze}]\n"
        + programme("  massnahmen: [{titel: Kurs, standorte: [{standort: Ort, plaetze: 5}]}]\n")
        + f"  werte:\n    - {{kennung: X04, messgroesse: Plätze, {rest}}}\n"
    )


@pytest.mark.django_db
def test_a_value_may_be_the_places_of_a_site():
    row = accepted(site_value("aus_standort: {massnahme: Kurs, standort: Ort}")).indicator_values.get()

    assert (row.value, row.number) == (None, 5)


@pytest.mark.parametrize(
    ("rest", "problem"),
    [
        (
            "aus_standort: Ort",
            ".aus_standort: Der Verweis nennt »massnahme« und »standort«, jede Angabe auf einer eigenen Zeile.",
        ),
        ("aus_standort: {massnahme: Kurs}", ".aus_standort: Die Angabe »standort« fehlt oder ist leer."),
        (
            "aus_standort: {massnahme: '', standort: Ort}",
            ".aus_standort.massnahme: Die Angabe »massnahme« fehlt oder ist leer.",
        ),
        (
            "aus_standort: {massnahme: Kurs, standort: Dorf}",
            ".aus_standort: Standort der Maßnahme »Kurs Dorf« gibt es in dieser Datei nicht. Meinten Sie »Kurs Ort«?",
        ),
        (
            "wert: 5, aus_standort: {massnahme: Kurs, standort: Ort}",
            ": Tragen Sie entweder einen Wert ein oder wählen Sie einen Standort.",
        ),
    ],
    ids=["a name", "one key", "empty", "unknown", "two origins"],
)
@pytest.mark.django_db
def test_a_reference_to_a_site_names_measure_and_site(rest, problem):
    assert refused(site_value(rest)) == [f"Zeile 11, programm.werte[1]{problem}"]


# What does not fit together


@pytest.mark.django_db
def test_rules_of_the_model_are_told_at_their_place():
    found = refused(
        programme(
            """\
  schwerpunkte:
    - titel: 1
      unterabschnitte:
        - titel: 2
          unterabschnitte:
            - titel: 3
              unterabschnitte: [{titel: 4}]
  massnahmen:
    - {titel: Gleich, beginn: 2031-05-01, ende: 2031-04-01}
    - {titel: Gleich}
    - {titel: Gleich}
"""
        )
    )

    assert found == [
        "Zeile 13, programm.schwerpunkte[1].unterabschnitte[1].unterabschnitte[1].unterabschnitte[1]: "
        "Abschnitte haben höchstens drei Ebenen.",
        "Zeile 15, programm.massnahmen[1]: Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Daten.",
        "Zeile 17, programm.massnahmen[3]: Eine Maßnahme mit diesem Titel gibt es in diesem Programm bereits.",
    ]


@pytest.mark.django_db
def test_references_must_name_exactly_one_row():
    make_instrument("EvL")
    make_site(make_jobcenter("anderer"), "Fremd")

    found = refused(
        """\
instrumente:
  - {kuerzel: X, name: X, rechtsgrundlage: alt, gilt_bis: 2030-12-31}
  - {kuerzel: X, name: X, rechtsgrundlage: neu, gilt_ab: 2031-01-01}
"""
        + programme(
            """\
  schwerpunkte: [{nr: a, titel: A}, {nr: a, titel: B}]
  massnahmen:
    - titel: M
      instrumente: [EvL, EvL, EvI, X, {kuerzel: X, gilt_ab: 2031-01-01}, {kuerzel: X, gilt_ab: 2030-01-01}]
      standorte: [{standort: Fremd}, {zustand: neu}]
      kommunen: Ort
  vorlagen:
    - {nummer: 1/2031, amt: A, betreff: B, ergebnisplanpositionen: ["06"]}
"""
        )
    )

    at = "programm.massnahmen[1]"
    assert found == [
        "Zeile 10, programm.schwerpunkte[2].nr: Die Nummer »a« hat schon ein anderer Abschnitt.",
        f"Zeile 13, {at}.instrumente[2]: Dieser Verweis steht hier schon.",
        f"Zeile 13, {at}.instrumente[3]: Instrument »EvI« gibt es weder in dieser Datei noch in der Datenbank. "
        "Meinten Sie »EvL«?",
        f"Zeile 13, {at}.instrumente[4]: Instrument »X« gibt es mit mehreren Gültigkeiten. "
        "Geben Sie auch »gilt_ab« an.",
        f"Zeile 13, {at}.instrumente[6]: Instrument »X 2030-01-01« gibt es weder in dieser Datei noch in der "
        "Datenbank. Meinten Sie »X 2031-01-01«?",
        f"Zeile 14, {at}.standorte[2]: Die Angabe »standort« fehlt oder ist leer.",
        f"Zeile 14, {at}.standorte[1].standort: Standort »Fremd« gibt es weder in dieser Datei noch in der Datenbank.",
        f"Zeile 15, {at}.kommunen: Hier wird eine Liste erwartet: jeder Eintrag beginnt mit »- «.",
        "Zeile 17, programm.vorlagen[1].ergebnisplanpositionen[1]: »06«: Nennen Sie Kontenrahmen und Nummer, "
        "etwa »NKF NRW 06«.",
    ]


@pytest.mark.django_db
def test_rows_of_a_jobcenter_need_one():
    assert refused("kommunen: []\nstandorte: [{name: S}]\n", head=HEAD)[0] == (
        "Zeile 1: Die Angabe »jobcenter« fehlt; Programm, Kommunen und Standorte gehören zu einem."
    )


@pytest.mark.django_db
def test_reference_row_that_exists_and_differs_is_refused_with_both_values():
    make_instrument("EvL", legal_basis="§16e SGB II", note="")

    found = refused(
        "instrumente:\n  - kuerzel: EvL\n    name: Instrument EvL\n"
        "    rechtsgrundlage: §16f SGB II\n    hinweis: neu\n",
        head=HEAD,
    )

    assert found == [
        "Zeile 6, instrumente[1].rechtsgrundlage: Instrument »EvL« ist vorhanden und weicht ab. In der Datei steht "
        "»§16f SGB II«, in der Datenbank »§16e SGB II«. Eine Datei ändert vorhandene Einträge nicht, weil andere "
        "Programme sie verwenden.",
        "Zeile 7, instrumente[1].hinweis: Instrument »EvL« ist vorhanden und weicht ab. In der Datei steht »neu«, "
        "in der Datenbank nichts. Eine Datei ändert vorhandene Einträge nicht, weil andere Programme sie verwenden.",
    ]
    assert Instrument.objects.get().legal_basis == "§16e SGB II"


@pytest.mark.django_db
def test_reference_row_twice_in_a_file_is_refused():
    assert refused("partner: [A, A]\n") == ["Zeile 4, partner[2]: Kooperationspartner »A« steht schon in dieser Datei."]


@pytest.mark.django_db
def test_programme_that_exists_and_differs_is_not_overwritten():
    accepted(line("betrag: 5"))

    with pytest.raises(FilesRefused) as caught:
        accepted(line("betrag: 6") + "  massnahmen: [{titel: M}]\n")

    _, *found = str(caught.value).splitlines()
    assert found == [
        "x.yaml, Zeile 4, programm: Das Programm »Jobcenter Kreis 2031« gibt es bereits, aber mit anderem Inhalt. "
        "Eine Datei legt Programme an und überschreibt keine. Nehmen Sie die Änderungen in der Verwaltung vor.",
        "x.yaml, Zeile 4, programm.massnahmen: Die Datei hat hier 1, die Datenbank 0 Einträge.",
        f"x.yaml, {LINE_AT}.betrag: In der Datei steht »6«, in der Datenbank »5«.",
    ]
    assert BudgetLine.objects.get().amount == 5


@pytest.mark.django_db
def test_existing_programme_of_another_year_or_jobcenter_is_left_alone():
    make_programme(2031)
    accepted(programme().replace("2031", "2030"))

    accepted(programme())

    assert Programme.objects.count() == 3


@pytest.mark.django_db
def test_one_bad_file_keeps_all_others_out():
    good = ("gut.yaml", (HEAD + JOBCENTER + programme()).encode())
    bad = ("schlecht.yaml", (HEAD + "unbekannt: 1\n").encode())

    with pytest.raises(FilesRefused) as caught:
        import_files(files=[good, bad])

    assert str(caught.value).splitlines()[1:] == [
        "schlecht.yaml, Zeile 3, unbekannt: Die Angabe »unbekannt« ist hier nicht bekannt."
    ]
    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_endless_problems_are_cut_short():
    found = refused("partner:\n" + "  - {nam: x}\n" * (MOST_PROBLEMS + 5))

    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1].startswith("Weitere Fehler werden nicht gezeigt")


@pytest.mark.django_db
def test_what_only_the_database_can_refuse_becomes_a_sentence(monkeypatch):
    monkeypatch.setattr(BudgetStage, "full_clean", lambda self, **options: None)

    found = refused(programme("  staende: [{kuerzel: a, name: A, abweichung: 1}]\n"))

    assert found == [
        "Zeile 7, programm.staende[1]: Die Datenbank lehnt den Eintrag ab (Regel stage_first_has_no_deviation).",
    ]


# The commands


@pytest.mark.django_db
def test_commands_say_what_was_created_and_write_files(tmp_path, capsys):
    source, target = tmp_path / "quelle.yaml", tmp_path / "ziel.yaml"
    source.write_text(HEAD + JOBCENTER + programme("  massnahmen: [{titel: A}, {titel: B}]\n"), encoding="utf-8")

    call_command("import_programme", str(source))
    call_command("import_programme", str(source))
    call_command("export_programme", "kreis", "2031", "--output", str(target))
    call_command("export_programme", "kreis", "2031")

    created, unchanged, written, *exported = capsys.readouterr().out.splitlines(keepends=True)
    assert created == "quelle.yaml: Angelegt: 1 Jobcenter, 1 Programm, 2 Maßnahmen.\n"
    assert unchanged == "quelle.yaml: Keine Änderungen.\n"
    assert written == f"{target}: geschrieben.\n"
    assert "".join(exported) == target.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_commands_refuse_with_a_sentence(tmp_path):
    bad = tmp_path / "schlecht.yaml"
    bad.write_text("a: 1\n", encoding="utf-8")
    missing = tmp_path / "fehlt.yaml"

    with pytest.raises(CommandError, match=r"Nichts wurde eingelesen: 3 Fehler\.\nschlecht\.yaml, Zeile 1"):
        call_command("import_programme", str(bad))
    with pytest.raises(CommandError, match="kann nicht gelesen werden"):
        call_command("import_programme", str(missing))
    with pytest.raises(CommandError, match=r"zero: Die Datei ist größer als 4 MB\."):
        call_command("import_programme", "/dev/zero")
    with pytest.raises(CommandError, match="kann nicht gelesen werden"):
        call_command("import_programme", str(tmp_path))
    with pytest.raises(CommandError, match="hat kein Programm für 2031"):
        call_command("export_programme", "kreis", "2031")


COESFELD = Path(__file__).resolve().parent.parent.parent / "data" / "coesfeld-2021.yaml"


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_files_never_end_in_anything_but_german_sentences(data):
    """Cut, doubled or overwritten anywhere, a file is imported or refused, but never breaks the import."""
    source = COESFELD.read_bytes()
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 200)))
    inserted = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b": ", b"- ", b"[", b"{", b"&a ", b"*a"])))

    with suppress(FilesRefused):
        import_files(files=[("x.yaml", source[:start] + inserted + source[end:])])
