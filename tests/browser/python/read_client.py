"""A client made by openapi-python-client asks, and makes its own types of the answers, errors too."""

import importlib
import json
import sys
from pathlib import Path

from cases import Case, read_all

sys.path.insert(0, "generated/python")
from client import Client, models  # noqa: E402

OPERATIONS = {
    path.stem: f"client.api.{path.parent.name}.{path.stem}"
    for path in Path("generated/python/client/api").glob("*/*.py")
    if path.stem != "__init__"
}
# What each write sends, by its path.
BODIES = {"/v1/tournaments": models.TournamentCreate, "players": models.RosterPlayerCreate}


def body(case: Case) -> dict:
    if case.body is None:
        return {}
    kind = BODIES.get(case.url) or BODIES[case.url.rpartition("/")[2]]
    return {"body": kind.from_dict(case.body)}


def read(case: Case) -> None:
    operation = importlib.import_module(OPERATIONS[case.operation.replace("__", "_")])
    with Client(base_url=case.base_url) as client:
        response = operation.sync_detailed(client=client, **case.parameters, **body(case))
    assert response.status_code == case.status, f"{case}: {response.content[:300]}"
    # Of a body that may be anything it makes nothing.
    if set(case.schema) - {"description"}:
        assert response.parsed is not None, case
    if hasattr(response.parsed, "to_dict") and case.status != 200:
        assert response.parsed.to_dict() == json.loads(case.answer), case


read_all(read)
