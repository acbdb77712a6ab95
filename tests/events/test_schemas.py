from __future__ import annotations

import pytest
import yaml
from jsonschema import ValidationError
from jupyter_events import EventLogger

from jupyter_autograde import events
from jupyter_autograde.events.emitter import schema_id

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


async def hear(logger, event, data):
    heard = []

    async def listen(logger, schema_id, data):
        heard.append((schema_id, data))

    logger.add_listener(schema_id=schema_id(event), listener=listen)
    events.emit(logger, event, data)
    await logger.gather_listeners()
    return heard


EXAMPLES = {
    events.SERVICE_EVENT: {"type": "job_started", "at": "2026-01-02T03:04:05Z", "user": None, "data": {}},
    events.OUTBOX_CHANGED: {"id": "1", "assignment_id": "2", "notebook": "a", "state": "waiting", "message": ""},
    events.CONNECTION_CHANGED: {"state": "sse", "message": ""},
}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", NAMES)
async def test_events_reach_listeners_after_registering_twice(name):
    logger = EventLogger()
    events.register_schemas(logger)
    events.register_schemas(logger)
    assert await hear(logger, name, EXAMPLES[name]) == [(schema_id(name), EXAMPLES[name])]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", NAMES)
async def test_an_event_that_lacks_something_is_refused(name):
    logger = EventLogger()
    events.register_schemas(logger)
    with pytest.raises(ValidationError):
        await hear(logger, name, {})
