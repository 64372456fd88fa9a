"""People at a browser."""

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client


def signed_in(user: User) -> Client:
    """A browser of their own in which the person has signed in."""
    client = Client()
    client.force_login(user)
    return client


def told(answer: HttpResponse) -> list[str]:
    """The messages that the next page prints."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def words(answer: HttpResponse) -> str:
    """The page on one line, since its templates break lines anywhere."""
    return " ".join(answer.content.decode().split())
