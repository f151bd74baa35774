"""Models made by datamodel-code-generator read the answers."""

import sys

from cases import Case, read_all
from pydantic import TypeAdapter

sys.path.insert(0, "generated/python")
import models  # noqa: E402


def model(schema: dict) -> object:
    if "$ref" in schema:
        return getattr(models, schema["$ref"].rpartition("/")[2].replace("_", ""))
    if schema.get("type") == "array":
        return list[model(schema["items"])]
    return dict


def read(case: Case) -> None:
    TypeAdapter(model(case.schema)).validate_json(case.answer)


read_all(read)
