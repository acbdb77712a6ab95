"""Who may do what at gradeservice's door: the token says it, and nothing else does."""

from __future__ import annotations

import base64
import json
import re
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from jupyter_autograde.access import Asker
from jupyter_autograde.errors import InvalidInput, PermissionDenied
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.service.doors.gradeservice import Gradeservice, guards
from jupyter_autograde.service.doors.gradeservice.guards import Place
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, notebook, ok
from tests.service.doors.gradeservice_client import HOUR, SECRET, create, delete, refused, send, token

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key()
ABSENT = (400, "Activity 5/7 doesn't exist.")
"""What somebody is told who may grade."""


def options(**more: Any) -> dict[str, Any]:
    return {"doors": {"gradeservice": []}, "door_options": {"gradeservice": more}}


def key_set(**keys: rsa.RSAPublicKey) -> str:
    algorithm = jwt.get_algorithm_by_name("RS256")
    return json.dumps({"keys": [{**algorithm.to_jwk(key, as_dict=True), "kid": kid} for kid, key in keys.items()]})


class TestSharedSecret:
    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return options(secret=SECRET)

    @pytest.mark.parametrize("before", ["", "Bearer ", "bearer  "])
    async def test_the_bare_token_and_bearer(self, knock: Asking, before: str) -> None:
        assert refused(await send(knock, "/5/7/sam", notebook(), authorization=f"{before}{token()}")) == ABSENT
        now = time.time()
        assert refused(await send(knock, "/5/7/sam", notebook(), exp=now + HOUR, nbf=now - HOUR)) == ABSENT

    async def test_without_a_header(self, knock: Asking) -> None:
        reply = await send(knock, "/5/7", notebook(), authorization=None)
        assert (reply.status_code, reply.json()) == (401, {"detail": "No authorization header"})

    @pytest.mark.parametrize(
        "bad",
        [
            "",
            "x",
            "a.b.c",
            f"Basic {token()}",
            f"{token()} x",
            token()[:-3],
            token(key="another secret, which is long enough too"),
            token(exp=1),
            token(nbf=time.time() + HOUR),
            token(key="", algorithm="none"),
            token(algorithm="HS512"),
            token(key=KEY, algorithm="RS256"),
            token(name=7),
            token(name="a/b"),
            token(role="king"),
            token(role=["student"]),
            token(course={}),
            token(course=True),
            token(aud="somebody else"),
            token(more="x" * 9000),
        ],
    )
    async def test_a_bad_token(self, knock: Asking, bad: str) -> None:
        # httpx would send an empty header; the fixture's word for "make one" is the empty text.
        reply = await send(knock, "/5/7", notebook(), authorization=bad or " ")
        assert (reply.status_code, reply.json()) == (401, {"message": "Invalid token."})

    async def test_two_headers_are_no_header(self, knock: Asking) -> None:
        headers = [("Authorization", token()), ("Authorization", token())]
        reply = await knock("").delete("/services/gradeservice/5/7", headers=headers)
        assert (reply.status_code, reply.json()) == (401, {"message": "Invalid token."})

    async def test_a_token_of_the_hub_is_none_here(self, knock: Asking) -> None:
        assert (await knock("root").delete("/services/gradeservice/5/7")).status_code == 401

    @pytest.mark.parametrize("course", [5, "5", [4, 5], "gradeservice-5"])
    async def test_a_token_for_this_course(self, knock: Asking, course: Any) -> None:
        assert refused(await send(knock, "/5/7/sam", notebook(), course=course)) == ABSENT

    @pytest.mark.parametrize("course", [6, "55", [], [4, "x"], None])
    async def test_a_token_for_another_course(self, knock: Asking, course: Any) -> None:
        replies = [await create(knock, course=course), await delete(knock, "/5/7", course=course)]
        for reply in [*replies, await send(knock, "/5/7/sam", notebook(), course=course)]:
            assert reply.status_code == (401 if course is None else 403)

    async def test_a_role_allows_what_it_does_everywhere(self, knock: Asking) -> None:
        for role, own, others, staff in [("student", 400, 403, 403), ("ta", 400, 400, 403)]:
            who = {"name": "sam", "role": role}
            assert (await create(knock, **who)).status_code == staff
            assert (await delete(knock, "/5/7", **who)).status_code == staff
            assert (await send(knock, "/5/7/sam", notebook(), **who)).status_code == own
            assert (await send(knock, "/5/7/olga", notebook(), **who)).status_code == others
        assert (await create(knock, role="instructor")).status_code == 201
        handed_in = await send(knock, "/5/7/sam", notebook("score: 2"), role="student", name="sam", course=5)
        assert ok(handed_in)["total"] == 2

    async def test_a_token_for_one_login_is_none_here_unless_it_names_a_role(self, knock: Asking) -> None:
        for reply in (await create(knock, jti="one"), await send(knock, "/5/7/sam", notebook(), name="sam", jti="one")):
            status, said = refused(reply)
            assert (status, "one login" in said) == (403, True)
        assert (await create(knock, jti="one", role="instructor")).status_code == 201

    async def test_a_students_token_brings_nobody_into_a_course_that_it_does_not_name(
        self, knock: Asking, ask: Asking
    ) -> None:
        await create(knock)
        sam = {"role": "student", "name": "sam"}
        assert refused(await send(knock, "/5/7/sam", notebook(), **sam)) == ABSENT
        assert "gradeservice-5" not in [one["name"] for one in ok(await ask("sam").get("/courses"))]
        assert ok(await send(knock, "/5/7/sam", notebook("score: 2"), course=5, **sam))["total"] == 2
        # Who is in it needs no more.
        assert ok(await send(knock, "/5/7/sam", notebook("score: 3"), **sam))["total"] == 3

    async def test_who_was_withdrawn_does_not_come_back_by_handing_in(self, knock: Asking, ask: Asking) -> None:
        await create(knock)
        ok(await send(knock, "/5/7/sam", notebook("score: 2")))
        course = f"/courses/{await course_id(ask, 'gradeservice-5')}"

        async def withdraw() -> None:
            file = {"csv": "user,role\nolga,student\n", "withdraw_missing": True}
            ok(await ask("root").post(f"{course}/roster/import", json=file))

        await withdraw()
        for claims in ({}, {"role": "ta"}, {"role": "student", "name": "sam", "course": 5}):
            status, said = refused(await send(knock, "/5/7/sam", notebook("score: 9"), **claims))
            assert (status, said.startswith("sam was withdrawn from the course gradeservice-5.")) == (403, True)
        ok(await ask("root").put(f"{course}/enrollments/sam", json={"role": "student"}))
        assert ok(await send(knock, "/5/7/sam", notebook("score: 3")))["total"] == 3
        await withdraw()
        # Who may enroll people may enroll them so, too.
        assert ok(await send(knock, "/5/7/sam", notebook("score: 4"), role="instructor"))["total"] == 4

    async def test_names_are_those_of_the_hub(self, knock: Asking, ask: Asking) -> None:
        assert (await create(knock, name="Ines", role="instructor")).status_code == 201
        await send(knock, "/5/7/SAM", notebook("score: 2"))
        assert ok(await send(knock, "/5/7/Sam", notebook("score: 3"), name="sAm", role="student"))["total"] == 3
        people = ok(await ask("ines").get(f"/courses/{await course_id(ask, 'gradeservice-5')}/enrollments"))
        assert [one["user"] for one in people] == ["ines", "sam"]

    async def test_courses_of_others_can_not_be_reached(self, knock: Asking, ask: Asking) -> None:
        await create(knock)
        assert [one["name"] for one in ok(await ask("mallory").get("/courses"))] == ["chemistry"]


class TestStudentsByDefault:
    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return options(secret=SECRET, default_role="student")

    async def test_a_token_without_a_role_is_for_the_own_work(self, knock: Asking) -> None:
        assert (await create(knock)).status_code == 403
        assert refused(await send(knock, "/5/7/sam", notebook(), name="sam")) == ABSENT
        assert (await send(knock, "/5/7/sam", notebook(), name="olga")).status_code == 403
        assert (await send(knock, "/5/7/gradeservice", notebook(), name=None)).status_code == 403


class TestKeySet:
    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def keys(self, tmp_path: Path) -> Path:
        path = tmp_path / "keys.json"
        path.write_text(key_set(a=PUBLIC))
        return path

    @pytest.fixture
    def settings(self, keys: Path) -> dict[str, Any]:
        return options(algorithm="RS256", keys=str(keys), audience="autograde")

    async def test_only_its_keys_and_its_algorithm_count(self, knock: Asking) -> None:
        def signed(key: Any = KEY, algorithm: str = "RS256", kid: Any = "a", aud: str = "autograde") -> str:
            return token(key=key, algorithm=algorithm, headers={"kid": kid}, aud=aud)

        public = base64.b64encode(PUBLIC.public_numbers().n.to_bytes(256)).decode()
        good = [signed(), token(key=KEY, algorithm="RS256", aud="autograde")]
        bad = [
            signed(key=OTHER),
            signed(key=public, algorithm="HS256"),
            signed(kid="b"),
            signed(aud="x"),
            token(key=KEY, algorithm="RS256"),
        ]
        for said in good:
            assert refused(await send(knock, "/5/7/sam", notebook(), authorization=said)) == ABSENT
        for said in bad:
            assert (await send(knock, "/5/7/sam", notebook(), authorization=said)).status_code == 401

    async def test_keys_that_can_not_be_read_are_nobodys_fault(self, knock: Asking, keys: Path) -> None:
        keys.write_text("{}")
        said = token(key=KEY, algorithm="RS256", aud="autograde")
        assert refused(await send(knock, "/5/7", notebook(), authorization=said))[0] == 502


class TestWithoutTokens:
    pytestmark = pytest.mark.asyncio

    @pytest.fixture
    def settings(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        monkeypatch.setenv("NO_AUTH", "true")
        return options()

    async def test_no_token_is_asked_for_and_health_says_so(self, knock: Asking, ask: Asking) -> None:
        assert refused(await send(knock, "/5/7/sam", notebook(), authorization=None)) == ABSENT
        told = ok(await ask("root").get("/health"))["components"]["door gradeservice"]
        assert (told["ok"], "no_auth" in told["message"]) == (False, True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "door gradeservice needs the secret .* JWT_SECRET .*'gradeservice': {'secret': …}.* openssl rand"),
        ({"secret": "x", "algorithm": "none"}, "HS256 or RS256, not 'none'"),
        ({"algorithm": "RS256", "secret": "x"}, "needs the path"),
        ({"secret": "x", "keys": "/a"}, "no set of keys"),
        ({"algorithm": "RS256", "keys": "http://example.org/keys"}, "plain http"),
        ({"secret": "x", "default_role": "king"}, "no role 'king'"),
        ({"secret": "x", "course_prefix": "a/"}, "can't name courses"),
        ({"secret": "x", "timeout": 0}, "more than 0"),
        ({"secret": "x", "timeout": "soon"}, "more than 0"),
    ],
)
def test_settings_that_make_no_sense(wrong: dict[str, Any], sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JWT_SECRET", "NO_AUTH", "GRADING_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InvalidInput, match=sentence):
        Gradeservice(**wrong)


def test_a_short_secret_is_taken_along_and_shown_in_health() -> None:
    assert "fewer than 32 bytes" in Gradeservice(secret="x" * 31).warning
    assert Gradeservice(secret="x" * 32).warning == ""


def test_what_the_hubs_login_has_to_do_with_it_is_told_by_the_doctor() -> None:
    assert "default_role to 'student'" in Gradeservice(secret=SECRET).advice
    for safe in ({"default_role": "student"}, {"audience": "autograde"}):
        assert Gradeservice(secret=SECRET, **safe).advice == ""


@pytest.mark.parametrize(
    ("role", "name", "own", "others", "making"),
    [
        ("student", "sam", True, False, False),
        ("student", "gradeservice", False, False, False),
        ("ta", "tom", True, True, False),
        ("instructor", "ines", True, True, True),
        ("admin", "root", True, True, True),
    ],
)
def test_a_right_is_given_by_the_role_of_the_token_alone(
    role: str, name: str, own: bool, others: bool, making: bool
) -> None:
    place = Place("5/7", "gradeservice-5", "7", Asker(name), Role(role), said_role=None, for_course=True)
    for wanted, given in [
        (lambda: place.right_of(Asker("sam"), None), own),
        (lambda: place.right_of(Asker("olga"), None), others),
        (lambda: place.right(None, Permission.RELEASE), making),
        (lambda: place.right(None, Permission.EDIT_ASSIGNMENT), making),
    ]:
        try:
            right = wanted()
        except PermissionDenied:
            assert not given
        else:
            assert given
            assert right.role == (role if right.asker.name == name and role != "student" else "student")


def test_rights_are_made_in_one_module_alone() -> None:
    folder = Path(guards.__file__).parent
    assert [file.name for file in sorted(folder.glob("*.py")) if re.search(r"\bAccess\(", file.read_text())] == [
        "guards.py"
    ]


def test_settings_of_the_original_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", SECRET)
    monkeypatch.setenv("GRADING_TIMEOUT", "7")
    Gradeservice()
    monkeypatch.setenv("GRADING_TIMEOUT", "soon")
    with pytest.raises(InvalidInput, match="'soon'"):
        Gradeservice()
