"""A client made by openapi-generator asks, and makes its own types of the answers, errors too."""

import json
import sys

from cases import Case, read_all
from pydantic import ValidationError

sys.path.insert(0, "generated/python/openapi-generator")
import standings_client  # noqa: E402

# The class that has an operation's method.
APIS = {
    method: getattr(standings_client, api)
    for api in dir(standings_client)
    if api.endswith("Api")
    for method in dir(getattr(standings_client, api))
}
# What each write sends, by its path: the parameter's name is the type's.
BODIES = {"/v1/tournaments": "tournament_create", "players": "roster_player_create"}


def body(case: Case) -> dict:
    """The argument for the body, if there is one."""
    if case.body is None:
        return {}
    name = BODIES.get(case.url) or BODIES[case.url.rpartition("/")[2]]
    kind = getattr(standings_client, "".join(word.capitalize() for word in name.split("_")))
    return {name: kind.from_dict(case.body)}


def ask(case: Case) -> tuple[int, object]:
    """The status, and what was made of the body."""
    method = case.operation.replace("__", "_")
    configuration = standings_client.Configuration(host=case.base_url)
    with standings_client.ApiClient(configuration) as client:
        api = APIS[method](client)
        try:
            answer = getattr(api, f"{method}_with_http_info")(**case.parameters, **body(case))
        except standings_client.ApiException as error:
            return error.status, error.data
        except ValidationError:
            # It refuses by itself what the document forbids.
            assert case.status == 422, case
            kind = case.schema["$ref"].rpartition("/")[2]
            return 422, client.deserialize(case.answer, kind, "application/json")
        return answer.status_code, answer.data


def read(case: Case) -> None:
    status, data = ask(case)
    assert status == case.status, f"{case}: {status} {data}"
    assert data is not None, case
    if case.status != 200:
        # An object that may have any members is a `dict`.
        members = data if isinstance(data, dict) else data.to_dict()
        assert members == json.loads(case.answer), case


read_all(read)
