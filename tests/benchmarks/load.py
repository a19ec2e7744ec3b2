"""Clients that ask without pause over kept connections, and count only the answers that are right."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

CLIENTS = 8


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    right: Callable[[int, str], bool] = lambda status, location: status == 200


@dataclass(frozen=True)
class Round:
    """What one round did: right answers a second, and the 95th percentile of the answer time in milliseconds."""

    rate: float
    p95: float


class WrongAnswer(Exception):
    """A run that answers wrongly counts for nothing."""


def run(port: int, requests: Iterable[Request]) -> Round:
    """Send the requests with CLIENTS clients. Raise WrongAnswer at the first one that is not right."""
    queue, lock = iter(requests), threading.Lock()
    times: list[float] = []
    faults: list[str] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for request in _taken(queue, lock):
            began = time.perf_counter()
            connection.request(request.method, request.path, request.body or None, dict(request.headers))
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - began)
            if not request.right(response.status, response.getheader("Location", "")):
                faults.append(f"{request.method} {request.path}: {response.status}")
                return

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise WrongAnswer(faults[0])
    return Round(len(times) / (time.perf_counter() - began), statistics.quantiles(times, n=20)[-1] * 1000)


def _taken(queue: Iterator[Request], lock: threading.Lock) -> Iterator[Request]:
    while True:
        with lock:
            request = next(queue, None)
        if request is None:
            return
        yield request


def median(rounds: list[Round]) -> Round:
    """Return the median rate and the median of the 95th percentiles."""
    return Round(statistics.median(each.rate for each in rounds), statistics.median(each.p95 for each in rounds))
