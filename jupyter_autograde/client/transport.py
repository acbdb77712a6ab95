"""HTTP with retries, a token in its header only, and errors of our own."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.util.retry import Retry

from jupyter_autograde.client.refusals import error_from, unreachable
from jupyter_autograde.errors import InvalidInput

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""**Source:** RFC 9110 section 9.2.2."""

RETRIED_STATUS = frozenset({502, 503, 504})


class TokenAuth(AuthBase):
    """Put the token into the `Authorization` header.

    An `auth` object of our own also keeps `requests` from putting a password of the user's `.netrc`
    there.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign one request."""
        request.headers["Authorization"] = f"token {self._token}"
        return request

    def __repr__(self) -> str:
        return "TokenAuth(...)"


class Transport:
    """Sends requests below one base address.

    Parameters
    ----------
    url : str
        Address of the service, its prefix included; `api/v1/` is added here.
    token : str
        Of the hub, or a local one of a stand-alone service.
    timeout : float
        Seconds for the connection, and again for each wait for bytes.
    retries : int
        How often a request that may be repeated is sent again, when there was no answer or 502,
        503, 504.
    """

    def __init__(self, url: str, token: str, *, timeout: float, retries: int) -> None:
        self.url = check_url(url)
        self._base = self.url + "api/v1/"
        self._timeout = timeout
        auth = TokenAuth(token)
        self._session = _session(auth, retries, IDEMPOTENT)
        # Safe to send twice although they POST: an idempotency key makes them one.
        self._keyed = _session(auth, retries, None)
        self._single = _session(auth, 0, IDEMPOTENT)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
        keyed: bool = False,
        once: bool = False,
        read_timeout: float | None = None,
    ) -> requests.Response:
        """Send one request and return its answer, which is a success.

        Raises
        ------
        ServiceUnreachable
            No answer, or one that the service did not write.
        AutogradeError
            The one that the service named by its code; `ServiceRefused` for a code that is not
            ours.
        """
        session = self._single if once else self._keyed if keyed else self._session
        try:
            response = session.request(
                method,
                self._base + path,
                params={key: value for key, value in (query or {}).items() if value is not None},
                data=body,
                headers=dict(headers or {}),
                stream=stream,
                timeout=(self._timeout, read_timeout or self._timeout),
                allow_redirects=False,
            )
            if response.status_code >= 300:
                with response:
                    raise error_from(response)
        except requests.RequestException as fault:
            # `from None`: the original's text has the whole address and would follow it into logs.
            raise unreachable(fault) from None
        return response

    def close(self) -> None:
        """Close all connections."""
        for session in (self._session, self._keyed, self._single):
            session.close()


def check_url(url: str) -> str:
    """Return `url` with one slash at its end; refuse what can't be a service's address."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidInput("The address of the autograde service must begin with http:// or https:// and name a host.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidInput("The address of the autograde service can't have a password, a query or a fragment.")
    return url.rstrip("/") + "/"


def _session(auth: AuthBase, retries: int, methods: frozenset[str] | None) -> requests.Session:
    retry = Retry(
        total=retries,
        # Without repetition the original fault comes out, and tells silence from no connection.
        read=retries or False,
        allowed_methods=methods,
        status_forcelist=RETRIED_STATUS,
        backoff_factor=0.2,
        raise_on_status=False,
        redirect=0,
        # A server may ask for minutes; nobody waits that long for one click.
        respect_retry_after_header=False,
    )
    session = requests.Session()
    session.auth = auth
    session.headers["Accept"] = "application/json"
    session.headers["User-Agent"] = "jupyter-autograde"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session
