"""Plots of answers, one call each; matplotlib is needed only here (``pip install inmaek[plot]``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph import dates
from graph.view import strings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Fonts with Hangul, of which the first that is installed is used.
FONTS = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "NanumGothic",
    "Malgun Gothic",
    "AppleGothic",
    "Apple SD Gothic Neo",
)


class PlotError(RuntimeError):
    """There is nothing to plot with, or nothing to plot."""


def _axes(width: float, height: float) -> Axes:
    try:
        import matplotlib as mpl  # noqa: PLC0415
        from matplotlib import font_manager  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        raise PlotError("plots need matplotlib: pip install 'inmaek[plot]'") from error
    there = {font.name for font in font_manager.fontManager.ttflist}
    fonts = [font for font in FONTS if font in there]
    with mpl.rc_context({"font.family": [*fonts, "DejaVu Sans"], "axes.unicode_minus": False}):
        return Figure(figsize=(width, height), layout="constrained").subplots()


def timeline(answer: pd.DataFrame, *, lang: str = "ko") -> Axes:
    """Plot the dated facts of ``answer`` (of ``timeline`` or ``between``): a dot each, a row a relation type.

    Raises:
        PlotError: when no fact is dated, or matplotlib is missing.
    """
    dated = answer[answer["date"].notna()]
    if dated.empty:
        raise PlotError("none of these facts has a date")
    words, looks = strings()["relations"], strings()["statuses"]
    types = [t for t in words if t in set(dated["type"])]
    types += sorted(set(dated["type"]) - set(types))
    axes = _axes(9, 1.2 + 0.45 * len(types))
    for _, row in dated.iterrows():
        first, last = (np.datetime64(day) for day in dates.bounds(row["date"]))
        look: dict[str, Any] = words.get(row["type"], strings()["unknown"])
        filled = row["status"] == "actual"
        axes.plot([first, last], [types.index(row["type"])] * 2, color=look["color"], alpha=0.5)
        axes.plot(
            [first],
            [types.index(row["type"])],
            "o",
            color=look["color"],
            fillstyle="full" if filled else "none",
        )
    axes.set_yticks(range(len(types)), [words.get(t, {}).get(lang, t) for t in types])
    actual = looks["actual"].get(lang, "actual")
    axes.set_title(f"● {actual}  ○ {'그 밖' if lang == 'ko' else 'other'}", loc="right", fontsize=9)
    axes.tick_params(axis="x", rotation=30)
    axes.grid(axis="x", alpha=0.3)
    return axes


def co_meetings(matrix: pd.DataFrame) -> Axes:
    """Plot a matrix of ``co_meetings``: the darker, the more stories.

    Raises:
        PlotError: when the matrix is empty, or matplotlib is missing.
    """
    if matrix.empty:
        raise PlotError("nobody met anybody here")
    size = 2 + 0.4 * len(matrix)
    axes = _axes(size, size)
    axes.imshow(matrix.to_numpy(), cmap="Blues")
    axes.set_xticks(range(len(matrix)), list(matrix.columns), rotation=90)
    axes.set_yticks(range(len(matrix)), list(matrix.index))
    for i, row in enumerate(matrix.to_numpy()):
        for j, value in enumerate(row):
            if value:
                axes.text(j, i, str(value), ha="center", va="center", fontsize=8)
    return axes
