import pytest

from amp.access import Role
from tests.factories import make_programme, make_user


@pytest.fixture
def programme(db):
    """The programme for 2031 of the Jobcenter Musterkreis."""
    return make_programme()


@pytest.fixture
def planner(client, programme):
    """The browser of somebody who plans."""
    client.force_login(make_user(Role.PLANUNG, jobcenter=programme.jobcenter, username="planer"))
    return client


@pytest.fixture
def anna(programme):
    return make_user(Role.PLANUNG, jobcenter=programme.jobcenter, first_name="Anna", last_name="Berg")


@pytest.fixture
def bert(programme):
    return make_user(Role.PLANUNG, jobcenter=programme.jobcenter, first_name="Bert", last_name="Carl")
