"""Print the description of the API: `python -m jupyter_autograde.service.openapi > openapi.json`."""

from __future__ import annotations

import json
import sys

from jupyter_autograde.service.app import describe_app


def openapi_json() -> str:
    """Return the OpenAPI document, the same text for the same code."""
    document = describe_app().openapi()
    document["info"]["version"] = "1"  # of the API: a release alone changes no generated file
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi_json())
