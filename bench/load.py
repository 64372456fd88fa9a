"""A closed-loop load: so many clients, each asking again as soon as it is answered."""

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

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


def burst(port: int, path: str, cookie: str, requests: int) -> Sample:
    """Ask for the path `requests` times over `CLIENTS` kept-alive connections; any answer but 200 is an error."""

    def client(share: int) -> list[tuple[float, int]]:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        answers = []
        for _ in range(share):
            started = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie})
            response = connection.getresponse()
            body = response.read()
            if response.status != 200:
                raise RuntimeError(f"{path} answered {response.status}")
            answers.append((time.perf_counter() - started, len(body)))
        connection.close()
        return answers

    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = [answer for part in pool.map(client, [requests // CLIENTS] * CLIENTS) for answer in part]
    elapsed = time.perf_counter() - started
    return Sample(seconds=tuple(seconds for seconds, _ in answers), elapsed=elapsed, size=answers[-1][1])
