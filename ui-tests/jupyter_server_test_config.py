"""The Jupyter server that the browser tests open: Galata's settings, in folders of their own."""

import os

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821

c.ServerApp.allow_root = True  # noqa: F821
c.ServerApp.port = int(os.environ.get("AUTOGRADE_UI_PORT", "8898"))  # noqa: F821
c.ServerApp.port_retries = 0  # noqa: F821
# No pop-up that asks about the official news: it would cover what a test looks at.
c.LabApp.news_url = None  # noqa: F821
