"""Requests that were made live, with their answers, which a server now gives again."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """A request, and its answer."""

    number: int
    operation: str
    method: str
    url: str
    parameters: dict
    body: dict | None
    status: int
    schema: dict
    answer: str

    @property
    def base_url(self) -> str:
        """Where the case is answered again."""
        return f"{sys.argv[2]}/{self.number}"

    def __str__(self) -> str:
        return f"{self.method} {self.url} {self.status}"


def read_all(read: Callable[[Case], None]) -> None:
    """Calls `read` with each case of the file that the command line names."""
    for case in json.loads(Path(sys.argv[1]).read_text()):
        read(Case(**case))
