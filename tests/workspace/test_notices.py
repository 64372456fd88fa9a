"""Notices: who is told of what, the page, due dates, e-mails."""

import json
import logging
import socket
import socketserver
import threading
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from amp.access import Role
from tests.factories import make_focus_area, make_jobcenter, make_measure, make_programme, make_user
from tests.workspace.people import words
from workspace.models import MailChoice, Notice, NoticeKind
from workspace.notices.actions import SectionFacts, section_changed
from workspace.notices.sending import make_due_notices, send_mails
from workspace.talking import actions as talk
from workspace.talking.queries import measure_place, section_place

pytestmark = pytest.mark.django_db

TODAY = date(2031, 2, 3)


@pytest.fixture
def anna(programme):
    return make_user(jobcenter=programme.jobcenter, first_name="Anna", last_name="Berg", email="anna@example.org")


@pytest.fixture
def bert(programme):
    return make_user(jobcenter=programme.jobcenter, first_name="Bert", last_name="Carl", email="bert@example.org")


@pytest.fixture
def section(programme, anna):
    return make_focus_area(programme, "Jugend", responsible=anna)


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("kind", "text"))


def change(section, by, **values):
    before = SectionFacts.of(section)
    for name, value in values.items():
        setattr(section, name, value)
    section.save()
    section_changed(section=section, before=before, by=by)


# Who is told


def test_who_becomes_responsible_is_told(section, anna, bert):
    change(section, anna, responsible=bert)

    assert told(bert) == [(NoticeKind.ASSIGNED, "Anna Berg hat Ihnen den Abschnitt »Jugend« übertragen.")]
    assert told(anna) == []


def test_the_notice_of_a_new_task_names_its_date(section, anna, bert):
    change(section, anna, responsible=bert, due_on=date(2031, 2, 28))

    assert [text for _, text in told(bert)] == [
        "Anna Berg hat Ihnen den Abschnitt »Jugend« übertragen, fällig am 28.02.2031."
    ]


def test_who_is_responsible_is_told_of_another_state(section, anna, bert):
    change(section, bert, state="fertig")

    assert told(anna) == [(NoticeKind.STATE, "Bert Carl hat den Abschnitt »Jugend« auf »fertig« gesetzt.")]


def test_nobody_is_told_of_their_own_acts(section, anna):
    change(section, anna, state="fertig")
    change(make_focus_area(section.programme, "Alter"), anna, responsible=anna)
    talk.begin(programme=section.programme, place=section_place(section.programme, section.pk), by=anna, text="Hm")

    assert told(anna) == []


def test_an_unchanged_section_tells_nobody(section, bert):
    change(section, bert, title="Junge Menschen")

    assert Notice.objects.count() == 0


def test_comments_reach_who_is_responsible_and_who_wrote_before(section, anna, bert):
    carla = make_user(jobcenter=section.programme.jobcenter, first_name="Carla", last_name="Dorn")
    place = section_place(section.programme, section.pk)

    first = talk.begin(programme=section.programme, place=place, by=bert, text="Fehlt\nOelde?")
    talk.answer(comment=first, by=carla, text="Ja")

    assert told(anna) == [
        (NoticeKind.COMMENTED, "Bert Carl hat »Jugend« kommentiert: »Fehlt Oelde?«"),
        (NoticeKind.COMMENTED, "Carla Dorn hat zu »Jugend« geantwortet: »Ja«"),
    ]
    assert told(bert) == [(NoticeKind.COMMENTED, "Carla Dorn hat zu »Jugend« geantwortet: »Ja«")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bitte, @Bert Carl, prüfen", True),
        ("@bert carl.", True),
        ("@BERT.C: bitte prüfen", True),
        ("Bert Carl weiß das", False),
        ("bert.c@bert.community", False),
        ("@bert.community", False),
        ("@Bert Carlsson", False),
        ("@Dora Diehl", False),
    ],
)
def test_who_is_named_in_a_comment_is_told(section, anna, bert, text, named):
    bert.username = "bert.c"
    bert.save()
    dora = make_user(jobcenter=make_jobcenter("anderswo"), first_name="Dora", last_name="Diehl")
    short = make_user(jobcenter=section.programme.jobcenter)
    short.username = "bert"
    short.save()

    talk.begin(programme=section.programme, place=section_place(section.programme, section.pk), by=anna, text=text)

    assert bool(told(bert)) is named
    assert told(anna) == told(dora) == []
    assert bool(told(short)) is (text == "@Bert Carlsson")  # nobody is called so, but @Bert is


def test_who_is_named_only_by_a_correction_is_told_once(section, anna, bert):
    place = section_place(section.programme, section.pk)
    comment = talk.begin(programme=section.programme, place=place, by=bert, text="Fehlt Oelde?")
    carla = make_user(jobcenter=section.programme.jobcenter, first_name="Carla", last_name="Dorn")
    dora = make_user(jobcenter=section.programme.jobcenter)
    section.responsible = dora
    section.save()

    for text in ("@Anna Berg, @Carla Dorn: Fehlt Oelde?", "Fehlt Oelde?", "@Carla Dorn: Fehlt Beckum?"):
        talk.correct(comment=comment, by=bert, text=text)

    assert told(carla) == [
        (NoticeKind.COMMENTED, "Bert Carl hat »Jugend« kommentiert: »@Anna Berg, @Carla Dorn: Fehlt Oelde?«")
    ]
    assert told(anna) == [(NoticeKind.COMMENTED, "Bert Carl hat »Jugend« kommentiert: »Fehlt Oelde?«")]
    assert told(bert) == told(dora) == []


def test_comments_on_a_measure_reach_who_is_responsible_for_its_section(section, anna, bert):
    measure = make_measure(section.programme, "Kurse", focus_area=section)

    talk.begin(
        programme=section.programme, place=measure_place(section.programme, measure.pk), by=bert, text="x" * 4000
    )

    (text,) = [text for _, text in told(anna)]
    assert text.startswith("Bert Carl hat »Kurse« kommentiert: »xxx")
    assert len(text) < 200


def test_however_long_name_and_title_are_the_comment_is_told(programme, anna):
    long = make_user(jobcenter=programme.jobcenter, first_name="M" * 75, last_name="S" * 75)
    section = make_focus_area(programme, "T" * 200, responsible=anna)

    talk.begin(programme=programme, place=section_place(programme, section.pk), by=long, text="x" * 200)

    ((_, text),) = told(anna)
    assert (len(text), text[-1]) == (400, "…")


def test_who_left_the_jobcenter_is_not_told(section, anna, bert):
    anna.memberships.all().delete()

    change(section, bert, state="fertig")

    assert told(anna) == []


def test_the_form_of_a_section_tells_who_becomes_responsible(client, section, anna, bert):
    client.force_login(anna)
    base = {"title": "Jugend", "text": "", "state": "offen", "responsible": anna.pk, "due_on": None}
    typed = {**base, "responsible": bert.pk, "due_on": "", "base": json.dumps(base)}

    address = [section.programme.jobcenter.slug, section.programme.year, section.pk]
    client.post(reverse("focus_area", args=address), typed)

    assert told(bert) == [(NoticeKind.ASSIGNED, "Anna Berg hat Ihnen den Abschnitt »Jugend« übertragen.")]


# Due dates


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (8, None),
        (7, "Der Abschnitt »Jugend« ist am 10.02.2031 fällig."),
        (0, "Der Abschnitt »Jugend« ist am 03.02.2031 fällig."),
        (-1, "Der Abschnitt »Jugend« war am 02.02.2031 fällig."),
    ],
)
def test_due_dates_are_told_a_week_before(section, anna, days, text):
    section.due_on = TODAY + timedelta(days=days)
    section.save()

    make_due_notices(today=TODAY)

    assert told(anna) == ([(NoticeKind.DUE, text)] if text else [])


def test_a_due_date_is_told_once_and_another_one_again(section, anna):
    section.due_on = TODAY
    section.save()
    assert [make_due_notices(today=TODAY), make_due_notices(today=TODAY + timedelta(days=1))] == [1, 0]

    section.due_on = TODAY + timedelta(days=3)
    section.save()
    make_due_notices(today=TODAY)

    assert len(told(anna)) == 2


@pytest.mark.parametrize("state", ["fertig", "geprueft"])
def test_what_is_finished_is_not_due(section, state):
    section.due_on, section.state = TODAY, state
    section.save()

    assert make_due_notices(today=TODAY) == 0


def test_nothing_is_due_in_a_decided_programme(section):
    section.due_on = TODAY
    section.save()
    type(section.programme).objects.update(state="beschlossen")

    assert make_due_notices(today=TODAY) == 0


# The page


def notice_for(person, programme, text="Etwas ist geschehen.", **values):
    values.setdefault("kind", NoticeKind.STATE)
    values.setdefault("url", programme.get_absolute_url())
    return Notice.objects.create(recipient=person, programme=programme, text=text, **values)


def test_the_bell_counts_and_opening_reads(client, programme, anna):
    notice = notice_for(anna, programme)
    notice_for(anna, programme)
    client.force_login(anna)

    assert "2 neue Hinweise" in words(client.get(programme.get_absolute_url()))
    assert client.get(f"/hinweise/?oeffnen={notice.pk}")["Location"] == programme.get_absolute_url()

    assert "1 neuer Hinweis" in words(client.get(programme.get_absolute_url()))


def test_all_are_read_at_once(client, programme, anna, bert):
    notice_for(anna, programme)
    notice_for(bert, programme)
    client.force_login(anna)

    client.post("/hinweise/", {"act": "gelesen"})

    assert list(Notice.objects.filter(read_at=None).values_list("recipient", flat=True)) == [bert.pk]


def test_nobody_opens_the_notice_of_another(client, programme, anna, bert):
    notice = notice_for(anna, programme)
    client.force_login(bert)

    assert client.get(f"/hinweise/?oeffnen={notice.pk}").status_code == 404
    assert client.get("/hinweise/?oeffnen=abc").status_code == 404
    assert "Etwas ist geschehen" not in client.get("/hinweise/").content.decode()
    notice.refresh_from_db()
    assert notice.read_at is None


def test_notices_of_a_jobcenter_one_left_are_hidden(client, programme, anna):
    notice_for(anna, programme)
    anna.memberships.all().delete()
    client.force_login(anna)

    assert "Keine Hinweise" in client.get("/hinweise/").content.decode()
    assert "neuer Hinweis" not in client.get("/").content.decode()


def test_notices_are_filtered(client, programme, anna):
    other = make_programme(2032)
    notice_for(anna, programme, "alt", read_at=timezone.now())
    notice_for(anna, programme, "fällig", kind=NoticeKind.DUE)
    notice_for(anna, other, "anderes Jahr")
    client.force_login(anna)

    def found(query):
        return [notice.text for notice in client.get(f"/hinweise/{query}").context["page"]]

    assert found("") == ["anderes Jahr", "fällig", "alt"]
    assert found("?gelesen=nein") == ["anderes Jahr", "fällig"]
    assert found("?kind=faellig") == ["fällig"]
    assert found(f"?programme={other.pk}") == ["anderes Jahr"]
    assert found("?kind=unsinn&programme=x") == ["anderes Jahr", "fällig", "alt"]


def test_the_page_keeps_the_programme_one_comes_from(client, programme, anna):
    client.force_login(anna)
    make_programme(2032, jobcenter=make_jobcenter("fremd"))
    own = f"{programme.jobcenter.slug}/{programme.year}"

    page = client.get(f"/hinweise/?von={own}&gelesen=nein")

    assert page.context["frame"].programme == programme
    assert f'<input type="hidden" name="von" value="{own}"' in page.content.decode()
    for unknown in ("", "fremd/2032", f"{programme.jobcenter.slug}/1999", "x/y", "/"):
        assert client.get("/hinweise/", {"von": unknown}).context["frame"] is None
    assert client.post(f"/hinweise/?von={own}", {"act": "gelesen"})["Location"] == f"/hinweise/?von={own}"


def test_many_notices_need_no_more_queries(client, programme, anna):
    client.force_login(anna)
    notice_for(anna, programme)
    with CaptureQueriesContext(connection) as few:
        client.get("/hinweise/")
    for _ in range(40):
        notice_for(anna, programme)

    with CaptureQueriesContext(connection) as many:
        client.get("/hinweise/")

    assert len(many) == len(few) <= 12


# E-mails


@pytest.fixture
def with_mail(settings):
    settings.MAIL_SERVER = "mail.example.org"
    settings.BASE_URL = "https://amp.example.org"
    settings.DEFAULT_FROM_EMAIL = "AMP <amp@example.org>"
    return settings


def test_without_a_server_nothing_is_sent(programme, anna):
    notice_for(anna, programme)

    assert send_mails(now=timezone.now()) == (0, 0)
    assert mail.outbox == []


def test_unread_notices_come_in_one_mail_once(with_mail, programme, anna):
    first = notice_for(anna, programme, "Erstens <b>&</b>")
    notice_for(anna, programme, "Zweitens")
    notice_for(anna, programme, "Gelesen", read_at=timezone.now())

    assert [send_mails(now=timezone.now()), send_mails(now=timezone.now())] == [(1, 0), (0, 0)]

    (message,) = mail.outbox
    assert (message.to, message.from_email) == (["anna@example.org"], "AMP <amp@example.org>")
    assert message.subject == "AMP: 2 neue Hinweise"
    assert f"Erstens <b>&</b>\nhttps://amp.example.org/hinweise/?oeffnen={first.pk}\n" in message.body
    assert "Gelesen" not in message.body


def test_who_said_no_or_has_no_address_gets_none(client, with_mail, programme, anna, bert):
    client.force_login(anna)
    client.post("/hinweise/", {"act": "mail", "wanted": "0"})
    bert.email = ""
    bert.save()
    for person in (anna, bert):
        notice_for(person, programme)

    assert send_mails(now=timezone.now()) == (0, 0)
    assert MailChoice.objects.get().wanted is False

    client.post("/hinweise/", {"act": "mail", "wanted": "1"})
    assert send_mails(now=timezone.now()) == (1, 0)


def test_old_news_and_former_members_get_no_mail(with_mail, programme, anna, bert):
    notice_for(anna, programme)
    Notice.objects.update(made_at=timezone.now() - timedelta(days=4))
    notice_for(bert, programme)
    bert.memberships.all().delete()

    assert send_mails(now=timezone.now()) == (0, 0)


class Mailbox(socketserver.StreamRequestHandler):
    """As much of a mail server as taking a message needs."""

    def handle(self):
        self.wfile.write(b"220 localhost\r\n")
        reading = False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if reading:
                reading = line != "."
                self.server.lines.append(line)
                if reading:
                    continue
            command = line[:4].upper()
            reading = command == "DATA"
            self.wfile.write({"DATA": b"354 go on\r\n", "QUIT": b"221 bye\r\n"}.get(command, b"250 ok\r\n"))
            if command == "QUIT":
                return


@contextmanager
def mail_server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.lines = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_failed_mail_is_told_and_sent_by_the_next_run(with_mail, programme, anna, caplog, capsys):
    notice_for(anna, programme, "Über Ümläute")
    with_mail.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with_mail.EMAIL_HOST, with_mail.EMAIL_USE_TLS, with_mail.EMAIL_USE_SSL = "127.0.0.1", False, False
    with socket.socket() as taken, caplog.at_level(logging.CRITICAL, logger="workspace.notices.sending"):
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        with_mail.EMAIL_PORT = taken.getsockname()[1]
        assert send_mails(now=timezone.now()) == (0, 1)

    with mail_server() as server:
        with_mail.EMAIL_PORT = server.server_address[1]
        call_command("send_notices")

    assert "Subject: AMP: Ein neuer Hinweis" in server.lines
    assert "To: anna@example.org" in server.lines
    assert "E-Mails: 1 verschickt, 0 fehlgeschlagen." in capsys.readouterr().out
    assert Notice.objects.get().mailed_at is not None


def test_an_address_that_no_header_can_hold_stops_no_other_mail(with_mail, programme, anna, caplog):
    broken = make_user(jobcenter=programme.jobcenter, email="bert@example.org\nBcc: alle@example.org")
    for person in (broken, anna, make_user(jobcenter=programme.jobcenter, email="cora@example.org")):
        notice_for(person, programme)

    with caplog.at_level(logging.CRITICAL, logger="workspace.notices.sending"):
        assert send_mails(now=timezone.now()) == (2, 1)
    assert sorted(sent.to[0] for sent in mail.outbox) == ["anna@example.org", "cora@example.org"]


def test_readers_and_strangers_have_pages_of_their_own(client, anna):
    client.force_login(make_user(Role.LESEN, jobcenter=make_jobcenter("fremd")))

    assert client.get("/hinweise/").status_code == 200
