"""A closed-loop load: so many clients, each asking again as soon as it is answered."""

import http.client
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

CLIENTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Answer times in seconds of one burst, and how long the burst took."""

    seconds: tuple[float, ...]
    elapsed: float
    size: int

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.elapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None = None


def asking(path: str, headers: Mapping[str, str]) -> list[Iterator[Request]]:
    """The same page again and again, for every client."""
    request = Request(method="GET", path=path, headers=headers)
    return [iter(lambda: request, None) for _ in range(CLIENTS)]


def posting(path: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> Request:
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return Request(method="POST", path=path, headers=form, body=urlencode(fields).encode())


def burst(port: int, clients: Sequence[Iterator[Request]], requests: int) -> Sample:
    """Send `requests` requests over one kept-alive connection a client; any answer but 200 is an error.

    What is sent is made before the clock runs: a form takes the client longer than an empty POST.
    """
    scripts = [list(islice(script, requests // len(clients))) for script in clients]

    def client(script: Sequence[Request]) -> list[tuple[float, int]]:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        answers = []
        for request in script:
            started = time.perf_counter()
            connection.request(request.method, request.path, request.body, dict(request.headers))
            response = connection.getresponse()
            body = response.read()
            if response.status != 200:
                raise RuntimeError(f"{request.method} {request.path} answered {response.status}")
            answers.append((time.perf_counter() - started, len(body)))
        connection.close()
        return answers

    started = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = [answer for part in pool.map(client, scripts) for answer in part]
    elapsed = time.perf_counter() - started
    return Sample(seconds=tuple(seconds for seconds, _ in answers), elapsed=elapsed, size=answers[-1][1])
