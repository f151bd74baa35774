"""A client made by openapi-python-client asks, and makes its own types of live answers, errors too."""

import importlib
import sys
from pathlib import Path

import httpx
from document import Case, main

sys.path.insert(0, "generated/python")
from client import Client  # noqa: E402

OPERATIONS = {
    path.stem: f"client.api.{path.parent.name}.{path.stem}"
    for path in Path("generated/python/client/api").glob("*/*.py")
    if path.stem != "__init__"
}


def read(case: Case, answer: httpx.Response) -> None:
    name = case.operation.replace("__", "_")
    operation = importlib.import_module(OPERATIONS[name])
    with Client(base_url=sys.argv[1]) as client:
        response = operation.sync_detailed(client=client, **case.parameters)
    assert response.status_code == case.status, case
    # Of a body that may be anything it makes nothing.
    if set(case.schema()) - {"description"}:
        assert response.parsed is not None, case
    if hasattr(response.parsed, "to_dict") and case.status != 200:
        assert response.parsed.to_dict() == answer.json(), case


main(read)
