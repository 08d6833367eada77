"""Holds what the API answers against its own description.

answers.py OPENAPI ANSWERS: both JSON files; ANSWERS is a list of [path of OPENAPI, status, answer].
Prints what does not fit and exits 1. A field that the description does not name is an error, too.
Exit status 77: Debian's python3-jsonschema is missing.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)


def plain(schema):
    """OpenAPI 3.0's schema as JSON Schema: nullable, and no more fields than are named."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: plain(value) for key, value in schema.items()}
    if out.pop("nullable", False):
        out["type"] = [out["type"], "null"]
    if "properties" in out and out.get("type") == "object":
        out["additionalProperties"] = False
    return out


def main():
    openapi, answers = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
    wrong = 0
    for path, status, answer in answers:
        response = openapi["paths"][path]["get"]["responses"].get(str(status))
        if response is None:
            print(f"{path}: an answer {status} is not described")
            wrong += 1
            continue
        if "$ref" in response:
            response = openapi["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        schema = response["content"]["application/json"]["schema"]
        whole = plain({"components": openapi["components"], **schema})
        check = jsonschema.Draft4Validator(whole)
        for error in check.iter_errors(answer):
            print(f"{path} {status}: {list(error.absolute_path)}: {error.message[:300]}")
            wrong += 1
    sys.exit(1 if wrong or not answers else 0)


main()
