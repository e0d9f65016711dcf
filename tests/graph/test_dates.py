import datetime as dt

import pytest

from graph import dates


@pytest.mark.parametrize(
    ("partial", "first", "last", "precision"),
    [
        ("2025-02-04", "2025-02-04", "2025-02-04", "day"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2029", "2029-01-01", "2029-12-31", "year"),
        ("2024-11/2025-02", "2024-11-01", "2025-02-28", "range"),
        ("2024-11-30/2025", "2024-11-30", "2025-12-31", "range"),
    ],
)
def test_bounds(partial, first, last, precision):
    assert dates.bounds(partial) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert dates.precision(partial) == precision


@pytest.mark.parametrize("wrong", ["2025-02-31", "2025-13", "2025-03/2025-01", "0000", "미상"])
def test_no_date(wrong):
    assert dates.known(wrong) is None
    with pytest.raises(ValueError):  # noqa: PT011 - of the calendar or of int
        dates.bounds(wrong)


@pytest.mark.parametrize(
    ("partial", "since", "until", "inside"),
    [
        ("2025-02-04", "2025-02-04", "2025-02-04", True),
        ("2025-02-04", "2025-02-05", None, False),
        ("2025-02", "2025-02-28", None, True),
        ("2025", None, "2024", False),
        ("2025-02-04", None, "2025", True),
        (None, "2025", None, False),
        (None, None, None, True),
    ],
)
def test_overlaps(partial, since, until, inside):
    assert dates.overlaps(partial, since, until) is inside
