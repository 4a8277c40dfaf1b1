"""Clients that keep a server busy for a while, and what it did meanwhile."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.servers import Running
from tests.races.clients import Sent


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests a second, and processor seconds of the server's processes for one request."""

    throughput: float
    cpu: float


def measure(server: Running, clients: int, seconds: float, next_request: Callable[[], Sent]) -> Measured:
    """`clients` send one request after the other. Raises RuntimeError where one is not admitted."""
    until = [0.0]
    barrier = threading.Barrier(clients + 1)

    def client(_number: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.connect()
        done = 0
        barrier.wait(60)
        while time.perf_counter() < until[0]:
            _ask(connection, next_request())
            done += 1
        connection.close()
        return done

    with ThreadPoolExecutor(clients) as pool:
        running = [pool.submit(client, number) for number in range(clients)]
        cpu, start = server.cpu_seconds(), time.perf_counter()
        until[0] = start + seconds
        barrier.wait(60)
        done = sum(each.result() for each in running)
    took = time.perf_counter() - start
    return Measured(done / took, (server.cpu_seconds() - cpu) / max(done, 1))


def _ask(connection: http.client.HTTPConnection, sent: Sent) -> None:
    headers = {"Authorization": f"Bearer {sent.token}", "Content-Type": "application/json"}
    connection.request("POST", f"/api/v1{sent.path}", json.dumps(sent.body), headers)
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"{answer.status}: {told[:500]!r}")
