"""``inmaek review``: the pairs left unsure, side by side in the terminal; a key writes a decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, Header, Static

from graph.decisions import FILE_NAME, Decision, read_decisions, write_decisions
from graph.judge import DIFFERENT, SAME, UNSURE
from graph.why import Case
from inmaek.messages import Messages


class Review(App[int]):
    """Shows one pair at a time; returns how many decisions were made. Each is written at once."""

    CSS = """
    Horizontal { height: 1fr; }
    VerticalScroll { width: 1fr; border: round $primary; padding: 0 1; }
    #reasons { height: auto; max-height: 40%; padding: 0 1; }
    """

    def __init__(self, cases: Sequence[Case], project: Path, say: Messages) -> None:
        """Take the ``cases`` of the folder ``project``, whose ``decisions.tsv`` is written."""
        super().__init__()
        self._cases = list(cases)
        self._path = project / FILE_NAME
        self._say = say
        self._at = 0
        self._made: dict[int, Decision] = {}
        self._before = read_decisions([self._path])
        self.title = "inmaek review"
        for key, action, what in (
            ("s", f"decide('{SAME}')", "same"),
            ("d", f"decide('{DIFFERENT}')", "different"),
            ("l", f"decide('{UNSURE}')", "later"),
            ("u", "undo", "undo"),
            ("n", "move(1)", "next"),
            ("p", "move(-1)", "previous"),
            ("q", "finish", "quit"),
        ):
            self.bind(key, action, description=say(f"review.{what}"))

    BINDINGS: ClassVar[list[BindingType]] = []

    def compose(self) -> ComposeResult:
        """Lay out the two sides above the reasons."""
        yield Header()
        with Horizontal():
            with VerticalScroll():
                yield Static(id="left", markup=False)
            with VerticalScroll():
                yield Static(id="right", markup=False)
        yield Static(id="reasons", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Show the first pair."""
        self._show()

    def _show(self) -> None:
        case = self._cases[self._at]
        sides = (
            ("left", case.a, case.judgement.a, case.evidence_a),
            ("right", case.b, case.judgement.b, case.evidence_b),
        )
        for side, name, facet, evidence in sides:
            self.query_one(f"#{side}", Static).update("\n\n".join([f"{name}\n{facet}", *evidence]))
        made = self._made.get(self._at)
        word = f"\n→ {self._say(f'review.is_{made.verdict}')}" if made else ""
        self.query_one("#reasons", Static).update(case.judgement.say(self._say.language) + word)
        self.sub_title = f"{self._at + 1} / {len(self._cases)}"

    def action_decide(self, verdict: str) -> None:
        """Decide on the pair shown, write it, and go on."""
        judgement = self._cases[self._at].judgement
        self._made[self._at] = Decision(verdict, judgement.a, judgement.b, "inmaek review")
        self._write()
        self.action_move(1)

    def action_undo(self) -> None:
        """Take back the decision on the pair shown, or on the one before it."""
        if self._at not in self._made and self._at - 1 in self._made:
            self._at -= 1
        self._made.pop(self._at, None)
        self._write()
        self._show()

    def action_move(self, by: int) -> None:
        """Go ``by`` pairs further, as far as there are any."""
        self._at = min(max(self._at + by, 0), len(self._cases) - 1)
        self._show()

    def action_finish(self) -> None:
        """Leave, telling how many decisions were made."""
        self.exit(len(self._made))

    def _write(self) -> None:
        pairs = {frozenset((d.a, d.b)) for d in self._made.values()}
        kept = [d for d in self._before if frozenset((d.a, d.b)) not in pairs]
        write_decisions(self._path, [*kept, *self._made.values()])
