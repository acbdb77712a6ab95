"""The one place that speaks HTTP to the service, for the server extension and the terminal."""

from jupyter_autograde.client.client import AutogradeClient
from jupyter_autograde.client.downloads import Download
from jupyter_autograde.client.event_stream import EventStream

__all__ = ["AutogradeClient", "Download", "EventStream"]
