"""Models made by datamodel-code-generator read live answers, and write them again as they were."""

import sys

import httpx
from document import Case, main
from pydantic import TypeAdapter

sys.path.insert(0, "generated/python")
import models  # noqa: E402


def model(schema: dict) -> object:
    if "$ref" in schema:
        return getattr(models, schema["$ref"].rpartition("/")[2].replace("_", ""))
    if schema.get("type") == "array":
        return list[model(schema["items"])]
    return dict


def read(case: Case, answer: httpx.Response) -> None:
    TypeAdapter(model(case.schema())).validate_json(answer.content)


main(read)
