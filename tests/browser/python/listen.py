"""Listens to an event stream with a library, and prints what it raises: one JSON object a line, until it is ended.

Neither library connects again by itself: as their documentation says, that is the caller's part.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import httpx_sse
import sseclient

# Seconds; a heartbeat comes every 15.
SILENCE = 60
PAUSE = 1


@dataclass(frozen=True)
class Heard:
    """What a library raised."""

    event: str
    id: str | None
    data: str


def with_httpx_sse(client: httpx.Client, url: str, headers: dict) -> Iterator[Heard]:
    with httpx_sse.connect_sse(client, "GET", url, headers=headers) as source:
        for one in source.iter_sse():
            yield Heard(one.event, one.id, one.data)


def with_sseclient(client: httpx.Client, url: str, headers: dict) -> Iterator[Heard]:
    with client.stream("GET", url, headers={**headers, "Accept": "text/event-stream"}) as answer:
        for one in sseclient.SSEClient(answer.iter_bytes()).events():
            yield Heard(one.event, one.id, one.data)


LIBRARIES = {"httpx-sse": with_httpx_sse, "sseclient-py": with_sseclient}


def main() -> None:
    _, library, url = sys.argv
    last = None
    with httpx.Client(timeout=SILENCE, trust_env=False) as client:
        while True:
            try:
                headers = {"Last-Event-ID": last} if last else {}
                for heard in LIBRARIES[library](client, url, headers):
                    last = heard.id or last
                    print(json.dumps(heard.__dict__), flush=True)
            except httpx.TransportError:
                pass
            time.sleep(PAUSE)


main()
