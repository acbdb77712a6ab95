from __future__ import annotations

from jupyter_autograde.sandbox import UnsafeNoSandbox


def test_it_says_that_it_is_none(environment):
    sandbox = UnsafeNoSandbox()
    assert not sandbox.isolation.safe
    assert sandbox.isolation.gaps
    assert not sandbox.self_test(environment).ok
