"""Names beside points: free of one another at every width, the same every time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import plotly.graph_objects as go
from hypothesis import given, settings
from hypothesis import strategies as st

from depformer import figures, schema
from depformer.figures.parts.placement import LINE, WIDTHS, placed

HEIGHT = 330.0
share = st.floats(0.02, 0.98)
points = st.lists(st.tuples(share, share), min_size=1, max_size=30)
NAMES = ["失望", "disappointment", "shīwàng", "joy", "幸福", "anger", "ruin", "光荣"]


def boxes(notes: list[dict], x: np.ndarray, y: np.ndarray, width: float) -> list[tuple]:
    found = []
    for note in notes:
        wide = 5.5 * len(note["text"].encode("gbk", "ignore"))  # at least as wide as it is drawn
        start = x[note["point"]] * width + note["ax"]
        low = start if note["xanchor"] == "left" else start - wide
        middle = y[note["point"]] * HEIGHT - note["ay"]
        found.append((low, low + wide, middle - LINE / 2, middle + LINE / 2))
    return found


@given(points)
@settings(max_examples=60, deadline=None)
def test_no_two_names_overlap_and_none_leaves_the_plot(given_: list[tuple[float, float]]) -> None:
    x, y = np.array(given_).T
    named = list(range(min(len(x), len(NAMES))))
    asked = x, y, named, NAMES[: len(named)], HEIGHT
    notes = placed(*asked, dark=False)
    assert notes == placed(*asked, dark=False)
    for width in WIDTHS:
        found = boxes(notes, x, y, width)
        for (a, b, c, d), (e, f, g, h) in combinations(found, 2):
            assert b <= e or f <= a or d <= g or h <= c
        assert all(a >= 0 and b <= width and c >= 0 and d <= HEIGHT for a, b, c, d in found)


def test_one_point_has_its_name_beside_it() -> None:
    (note,) = placed(np.array([0.7]), np.array([0.5]), [0], ["joy"], HEIGHT, dark=True)
    assert (note["xanchor"], note["ay"]) == ("left", 0)


def test_a_volcano_names_significant_points_alone() -> None:
    run = schema.example(1, participants=20)
    run["attribution"] = run["attribution"].fillna(0.1)
    depressed = run["group"].values == "depressed"
    run["attribution"].values[:, depressed, 1, 0] += 3.0
    asked = {"method": "integrated_gradients", "n_permutations": 199}
    table = figures.table("volcano", run, **asked)
    drawn: go.Figure = figures.draw("volcano", run, **asked)
    named = [note.text for note in drawn.layout.annotations if note.name is None]
    assert named == table.loc[table["p_adjusted"] < 0.05, "text"].tolist()
