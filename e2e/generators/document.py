"""The OpenAPI document's operations, and live answers to them: of each read, and errors with every kind of body."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

DOCUMENT = json.loads(Path("../docs/openapi.json").read_text())
SLUG = "demo-cup"


@dataclass(frozen=True)
class Case:
    """A request, and the status that answers it."""

    operation: str
    method: str
    path: str
    parameters: dict
    status: int
    body: dict | None = None

    def ask(self, client: httpx.Client) -> httpx.Response:
        path = {name: self.parameters[name] for name in self.parameters if "{" + name + "}" in self.path}
        query = {name: value for name, value in self.parameters.items() if name not in path}
        answer = client.request(self.method, self.path.format(**path), params=query, json=self.body)
        assert answer.status_code == self.status, f"{self}: {answer.status_code} {answer.text[:300]}"
        return answer

    def schema(self) -> dict:
        """What the document says of the answer's body."""
        answer = DOCUMENT["paths"][self.path][self.method]["responses"][str(self.status)]
        return answer["content"]["application/json"]["schema"]


def cases(client: httpx.Client) -> list[Case]:
    """Every read of JSON with success; errors about the path, the query and who asks."""
    of_cup = f"/v1/tournaments/{SLUG}"
    match = client.get(f"{of_cup}/matches").raise_for_status().json()["items"][0]["match_id"]
    player = client.get(f"{of_cup}/players").raise_for_status().json()["items"][0]["tournament_player_id"]
    known = {"tournament_slug": SLUG, "match_id": match, "tournament_player_id": player}
    found = []
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            name, responses = operation["operationId"], operation["responses"]
            wanted = {name: value for name, value in known.items() if "{" + name + "}" in path}
            signed_in = "401" in responses
            is_json = "application/json" in responses.get("200", {}).get("content", {})
            if method == "get" and is_json and not signed_in:
                found.append(Case(name, method, path, wanted, 200))
            if method == "get" and "404" in responses and "tournament_slug" in wanted and not signed_in:
                found.append(Case(name, method, path, {**wanted, "tournament_slug": "nowhere"}, 404))
            if method == "get" and signed_in:
                found.append(Case(name, method, path, wanted, 401))
            if "limit" in [one["name"] for one in operation.get("parameters", [])]:
                found.append(Case(name, method, path, {**wanted, "limit": 0}, 422))
    return found


def main(read) -> None:
    """Has `read(case, answer)` read every live answer; says how many there were."""
    with httpx.Client(base_url=sys.argv[1], timeout=30, trust_env=False) as client:
        all_cases = cases(client)
        for case in all_cases:
            read(case, case.ask(client))
    statuses = sorted({case.status for case in all_cases})
    assert statuses == [200, 401, 404, 422], statuses
    print(f"{len(all_cases)} live answers read, of the statuses {statuses}")
