"""A browser at a real hub, as far as logging in and the cookies go."""

from __future__ import annotations

import requests

from jupyter_autograde.testing.own_hub import OwnHub


def logged_in(hub: OwnHub, user: str) -> requests.Session:
    """Return a browser in which `user` is logged in at the hub, and at no service yet."""
    browser = requests.Session()
    page = f"{hub.settings.url}hub/login"
    browser.get(page, timeout=30)
    xsrf = browser.cookies.get("_xsrf", path="/hub/")
    form = {"username": user, "password": hub.settings.password, "_xsrf": xsrf}
    browser.post(page, data=form, timeout=30).raise_for_status()
    return browser
