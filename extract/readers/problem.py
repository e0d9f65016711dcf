"""What a reader says of an input that it cannot read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One input, or one row of one, that could not be read.

    ``where`` is a file, or ``file:line``; ``what`` is wrong with it; ``remedy`` is what to do.
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return " ".join(f"{self.where}: {self.what}; {self.remedy}".split())


class UnreadableError(Exception):
    """Raised inside the readers for one input; ``read_articles`` turns it into an ``InputProblem``."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def at(self, where: str) -> InputProblem:
        """Say that it happened at ``where``."""
        return InputProblem(where, self.what, self.remedy)
