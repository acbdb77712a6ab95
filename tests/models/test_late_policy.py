"""What lateness costs, to the second."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from jupyter_autograde.models.late_policy import LatePolicy, LatePolicyRequest

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
PER_DAY = {"steps": [{"amount": 10, "every": "day"}], "cap": 50, "grace_minutes": 15}


@pytest.mark.parametrize(
    ("policy", "lateness", "amount"),
    [
        ({}, 400 * DAY, 0),
        (PER_DAY, -DAY, 0),
        (PER_DAY, 15 * 60 * SECOND, 0),
        # After the grace the time counts from the due time.
        (PER_DAY, 15 * 60 * SECOND + timedelta(microseconds=1), 10),
        (PER_DAY, DAY, 10),
        (PER_DAY, DAY + SECOND, 20),
        (PER_DAY, 4 * DAY + SECOND, 50),
        (PER_DAY, 400 * DAY, 50),
        ({"steps": [{"amount": 20}]}, SECOND, 20),
        ({"steps": [{"amount": 20}]}, 400 * DAY, 20),
        ({"steps": [{"amount": 20}]}, timedelta(), 0),
        ({"unit": "points", "steps": [{"amount": 0.5, "every": "hour"}]}, 3 * HOUR, 1.5),
        ({"steps": [{"amount": 5}, {"amount": 10, "after_hours": 12, "every": "hour"}]}, 12 * HOUR, 5),
        ({"steps": [{"amount": 5}, {"amount": 10, "after_hours": 12, "every": "hour"}]}, 13 * HOUR + SECOND, 25),
        ({"steps": [{"amount": 60, "every": "day"}]}, 9 * DAY, 100),
    ],
)
def test_steps_add_up_from_the_due_time_to_the_cap(
    policy: dict[str, object], lateness: timedelta, amount: float
) -> None:
    assert LatePolicy.model_validate(policy).amount(lateness) == amount


def test_percent_are_of_the_maximum_and_points_are_points() -> None:
    percent = LatePolicy.model_validate({"steps": [{"amount": 10}]})
    assert percent.points(HOUR, 7) == 0.7
    assert LatePolicy.model_validate({"unit": "points", "steps": [{"amount": 2}]}).points(HOUR, 7) == 2


def test_within_the_grace_nothing_is_late() -> None:
    policy = LatePolicy(grace_minutes=15)
    assert [policy.is_late(minutes * 60 * SECOND) for minutes in (-1, 0, 15, 15.1)] == [False, False, False, True]


@pytest.mark.parametrize(
    "policy",
    [
        {"steps": [{"amount": 101}]},
        {"steps": [{"amount": 0}]},
        {"steps": [{"amount": float("nan")}]},
        {"steps": [{"amount": 1}] * 11},
        {"cap": -1},
        {"grace_minutes": -1},
        {"unit": "marks"},
        {"steps": [{"amount": 1, "each": "day"}]},
        {"deduct": 1},
    ],
)
def test_what_is_no_policy_is_refused(policy: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LatePolicyRequest.model_validate(policy)
