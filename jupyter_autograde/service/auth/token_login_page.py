"""The hub's login page for whoever comes with a token, in the address or from a form.

A link may come from anybody, with a token of their own: whoever follows it would work, and hand in, in that person's
name. So where somebody else is logged in in this browser, the page asks first.
"""

from __future__ import annotations

from typing import Any

from jupyterhub.handlers import LoginHandler

from jupyter_autograde.service.auth.same_origin import is_same_origin

PARAMETER = "auth_token"
"""Of the address, and the field of a form."""
_CONSENT = "_xsrf"
_SECOND_TIME = "again"
_REFUSED = (
    "This does not log anybody in: it is too old, was used before, or is not genuine. Go back to where it came from, "
    "and start from there again."
)
_OTHER_HOST = (
    "The hub does not find its own address in what this browser sends. Tell who runs it: the proxy before it has to "
    "pass the header Host on as it comes."
)
_PAGE = """
{% extends "page.html" %}
{% block main %}
<div class="container">
  {% if refusal %}
  <h1>Not logged in</h1>
  <p>{{ refusal }}</p>
  {% else %}
  <h1>Log in as {{ name }}?</h1>
  {% if before %}
  <p>In this browser {{ before }} is logged in. Log in as {{ name }} only if you wanted to: what you do then, you do in
  that name.</p>
  {% endif %}
  <form id="token-login" method="post" action="{{ action }}">
    {% for key, value in fields.items() %}<input type="hidden" name="{{ key }}" value="{{ value }}" />
    {% endfor %}<button type="submit" class="btn btn-jupyter">Log in as {{ name }}</button>
    {% if before %}<a class="btn btn-default" href="{{ base_url }}home">Stay {{ before }}</a>{% endif %}
  </form>
  {% if not before %}<script>document.getElementById("token-login").submit();</script>{% endif %}
  {% endif %}
</div>
{% endblock %}
"""


class TokenLoginHandler(LoginHandler):
    """The login page; without a token, that of the hub."""

    async def get(self) -> None:
        """Log in by the token of the address."""
        token = self.get_query_argument(PARAMETER, "")
        if token:
            await self._enter(token, agreed=False)
        else:
            await super().get()

    async def post(self) -> None:
        """Log in by the token of a form, which may stand on another site's page."""
        token = self.get_body_argument(PARAMETER, "")
        if not token:
            await super().post()
        elif self._has_consent():
            await self._enter(token, agreed=True)
        elif is_same_origin(self.request.headers, navigation=True):
            await self._enter(token, agreed=False)
        elif self.get_body_argument(_SECOND_TIME, ""):
            await self._show(403, refusal=_OTHER_HOST)
        else:
            # Browsers send no cookies along with another site's form: who is logged in is seen when a page of ours
            # sends the same again, which it does by itself.
            await self._offer(token, {_SECOND_TIME: "1"})

    def check_xsrf_cookie(self) -> None:
        """Check what is sent along with a token: it says that the person agreed. A token alone speaks for itself."""
        if PARAMETER not in self.request.body_arguments or self._has_consent():
            super().check_xsrf_cookie()

    def append_query_parameters(self, url: str, exclude: Any = None) -> str:
        """Return where to go on, without the token."""
        return str(super().append_query_parameters(url, [*(exclude or ["next"]), PARAMETER]))

    def _has_consent(self) -> bool:
        return _CONSENT in self.request.body_arguments

    async def _enter(self, token: str, *, agreed: bool) -> None:
        name = await self.authenticator.name_in(token)
        before = self.current_user
        other = before is not None and before.name != name
        if name is not None and other and not agreed:
            await self._offer(token, {_CONSENT: self.xsrf_token.decode()}, before=before.name)
            return
        user = await self.login_user({PARAMETER: token}) if name is not None else None
        if user is None:
            await self._show(403, refusal=_REFUSED)
            return
        if other:
            self._end_session()
            self.set_login_cookie(user)
        self._jupyterhub_user = user
        self.redirect(self.get_next_url(user))

    def _end_session(self) -> None:
        """End what the one before has begun in this browser, at services too; a new session begins."""
        self.clear_login_cookie()
        self.set_session_cookie()

    async def _offer(self, token: str, more: dict[str, str], **said: Any) -> None:
        name = await self.authenticator.name_in(token)
        if name is None:
            await self._show(403, refusal=_REFUSED)
            return
        fields = {PARAMETER: token, "next": self.get_argument("next", ""), **more}
        await self._show(200, name=name, fields=fields, action=self.request.path, **said)

    async def _show(self, status: int, **said: Any) -> None:
        self.set_status(status)
        # The address may have the token in it.
        self.set_header("Referrer-Policy", "strict-origin")
        self.set_header("Cache-Control", "no-store")
        page = self.settings["jinja2_env"].from_string(_PAGE)
        token = self.xsrf_token.decode()
        self.finish(await page.render_async(**self.template_namespace, xsrf_token=token, **said))
