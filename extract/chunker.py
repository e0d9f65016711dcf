"""Parts the morphemes of one sentence into noun phrases and predicates."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from extract.chunks import Chunk, Form, SyntaxWords
from extract.document import Morph
from extract.names.candidates import Candidate

_NOMINAL = frozenset(
    (
        "NNG",
        "NNP",
        "NNB",
        "NR",
        "NP",
        "SL",
        "SH",
        "SN",
        "XPN",
        "XSN",
        "MM",
        "XR",
        "SW",
        "W_URL",
        "W_HASHTAG",
        "Z_CODA",
        "SO",
    )
)
_CONTENT = frozenset(("NNG", "NNP", "NNB", "NR", "NP", "SL", "SH", "XR"))
_STEM = frozenset(("VV", "VA", "VX", "VCN"))
_SPEECH = frozenset('“"')
_QUOTES = {"“": "”", "‘": "’", '"': '"', "'": "'", "「": "」", "『": "』", "《": "》", "〈": "〉", "<": ">"}


def _within(morphs: Sequence[Morph], names: Sequence[Candidate]) -> list[bool]:
    """Tell of each morpheme whether it is part of a name; both are in order."""
    out, at = [], 0
    for m in morphs:
        while at < len(names) and names[at].end <= m.start:
            at += 1
        out.append(at < len(names) and names[at].start <= m.start and m.end <= names[at].end)
    return out


class Chunker:
    """Parts the morphemes of one sentence into chunks."""

    def __init__(self, morphs: Sequence[Morph], names: Sequence[Candidate], words: SyntaxWords) -> None:
        self.words = words
        self.grammar = words.grammar
        self.morphs = morphs
        self.names = names
        #: Which morphemes are parts of names.
        self.named = _within(morphs, names)
        self.chunks: list[Chunk] = []
        self.np: list[Morph] = []
        self.aside: list[tuple[int, int]] = []
        self.negated = False
        self.adverbs: list[str] = []
        self.quotes: list[str] = []
        self.quote_ids: list[int] = [0]
        self.n_quotes = 0

    def run(self) -> list[Chunk]:
        """Return the chunks of the sentence, in order, hanging on nothing yet."""
        i, n = 0, len(self.morphs)
        while i < n:
            i = self._step(i)
        self._close_np()
        return self.chunks

    def _step(self, i: int) -> int:
        m = self.morphs[i]
        tag = m.tag
        inside_name = self.named[i]
        if tag == "SSO" and m.form in "([（［{":
            return self._aside(i)
        if tag in ("SSO", "SSC") and (m.form in _QUOTES or m.form in _QUOTES.values()):
            self._quote(m)
            return i + 1
        if (
            inside_name
            or tag in _NOMINAL
            or (tag == "SP" and m.form in "·/‧ㆍ~")
            or (tag == "SS" and m.form in "-–")
        ):
            if not inside_name and self._begins_predicate(i):
                return self._predicate(i)
            if self._priced(i):
                self._close_np()
            self.np.append(m)
            if not inside_name and self._ends_time(i):
                self._close_np()
            return i + 1
        if tag.startswith("J"):
            return self._josa(i)
        if tag == "VCP":
            if self._adds():
                return i + 2
            if self._under_way():
                return self._predicate(i, self.np.pop(0))
            self._close_np(("COP",))
            return self._predicate(i)
        if self._dates(i):
            self._close_np()
            return i + 2
        if tag in _STEM or tag in ("XSV", "XSA", "XSA-I"):
            return self._predicate(i)
        self._other(m)
        return i + 1

    def _other(self, m: Morph) -> None:
        if m.tag in ("SP", "SE", "SF"):
            self._close_np()
            if self.chunks:
                self.chunks[-1].comma = True
                self.chunks[-1].cut = m.tag == "SE"
        elif m.tag in ("MAG", "MAJ"):
            self._close_np()
            self.negated = m.form in self.grammar.negative_adverbs
            self.adverbs.append(m.form)
            before = self.chunks[-1] if self.chunks else None
            if before and not before.is_predicate and before.last == m.i - self.morphs[0].i:
                if m.form in self.grammar.additive and before.topic:
                    before.josa = ("와",)
                elif m.form in self.grammar.along and before.josa in (("와",), ("과",)):
                    before.josa = (*before.josa, m.form)  # a companion, no member of a list
                elif m.form in self.grammar.comparing:
                    before.josa = ("COMPARE",)
                elif m.form in self.grammar.floating and not before.josa:
                    before.josa = ("SUBJ",)
                elif m.form in self.grammar.coordination and not before.josa:
                    before.josa = (m.form,)  # A 및 B와
        elif m.tag.startswith("E"):
            self._close_np()

    def _begins_predicate(self, i: int) -> bool:
        """Whether the noun at ``i`` is the stem of a verb (``체결`` in ``체결하다``)."""
        m = self.morphs[i]
        if m.tag not in ("NNG", "XR", "NNP", "SL", "MAG") or i + 1 >= len(self.morphs):
            return False
        after = self.morphs[i + 1]
        suffix = after.tag in ("XSV", "XSA") or (
            after.tag in ("VV", "VX") and after.form in self.grammar.voice_verbs and after.start == m.end
        )
        contracted = after.form == "키" and i + 2 < len(self.morphs) and self.morphs[i + 2].form == "로"
        return suffix or contracted

    def _dates(self, i: int) -> bool:
        """Whether a verb form at ``i`` only says which day or month the noun behind it is (``지난 6월``, ``오는 3일``, ``이르면 3일``)."""
        if self.morphs[i].form in self.grammar.earliest and i + 1 < len(self.morphs):
            return self.morphs[i + 1].form in self.grammar.earliest[self.morphs[i].form]
        if self.morphs[i].form not in self.grammar.dating or i + 2 >= len(self.morphs):
            return False
        ending, after = self.morphs[i + 1], self.morphs[i + 2]
        return ending.tag == "ETM" and (after.tag in ("SN", "NR", "MM") or after.form in self.grammar.periods)

    def _ends_time(self, i: int) -> bool:
        """Whether the noun at ``i`` closes a phrase that says when, what for or instead of what, and another noun phrase begins behind it."""
        m, before = self.morphs[i], self.morphs[i - 1] if i else None
        after = self.morphs[i + 1] if i + 1 < len(self.morphs) else None
        purpose = m.form in self.grammar.purposes and before and before.form in self.words.verbal
        held = before is not None and before in self.np
        timed = (
            (m.form in self.grammar.temporal or bool(purpose))
            and before is not None
            and ((before.tag == "NNG" and held) or (before.tag == "ETM" and len(self.np) == 1))
        )
        return (
            (
                timed
                or (m.form in self.grammar.instead and (held or (before is not None and before.tag == "ETM")))
            )
            and m.tag in ("NNG", "NNB")
            and after is not None
            and (after.tag in _CONTENT or after.tag == "MM" or self._day(i + 1))
            and after.start > m.end
        )

    def _priced(self, i: int) -> bool:
        """Whether the number at ``i`` starts an amount of money behind a name (``A, B 1조원에 인수``)."""
        if not self.np or self.morphs[i].tag not in ("SN", "NR"):
            return False
        end = self.np[-1].end
        if not any(n.end == end for n in self.names) or self.morphs[i].start <= end:
            return False
        amount = takewhile(
            lambda m: m.tag in ("SN", "NR", "SW", "SP", "NNB", "NNG", "MM"), self.morphs[i + 1 : i + 7]
        )
        return any(m.form in self.grammar.currencies for m in amount)

    def _day(self, i: int) -> bool:
        """Whether a day or month of the calendar stands at ``i`` (``만난 뒤 9월 2일``)."""
        unit = self.morphs[i + 1].form if i + 1 < len(self.morphs) else ""
        return self.morphs[i].tag == "SN" and unit in ("월", "일")

    def _adds(self) -> bool:
        """Take ``물론`` before a copula for what makes the topic before it a list member (``A는 물론이고 B도``)."""
        before = self.chunks[-1] if self.chunks else None
        if before is None or not before.topic or [m.form in self.grammar.additive for m in self.np] != [True]:
            return False
        before.josa, self.np = ("와",), []
        return True

    def _under_way(self) -> bool:
        """Whether the phrase before a copula is an act under way with its arguments before it (``한국을 방문 중인``)."""
        before = self.chunks[-1] if self.chunks else None
        return (
            len(self.np) == 2
            and self.np[1].form == "중"
            and self.np[0].form in self.words.verbal
            and before is not None
            and not before.is_predicate
            and before.josa[:1] in (("을",), ("를",), ("에",), ("와",), ("과",))
        )

    def _predicate(self, i: int, under_way: Morph | None = None) -> int:
        """Read a predicate with its endings and auxiliaries from ``i`` on; return the next index.

        ``under_way`` is the act that a copula at ``i`` says is going on.
        """
        m = self.morphs[i]
        first, voice, lemma = i, "active", m.form
        if under_way is not None:
            self.np = []
            first, lemma = under_way.i - self.morphs[0].i, under_way.form
            i += 1
        elif m.tag == "VCP":
            lemma, voice = "이", "copula"
            i += 1
        elif m.tag in _STEM or m.tag in ("XSV", "XSA"):
            self._close_np()
            i += 1
        else:
            self._close_np()
            suffix = self.morphs[i + 1]
            voice = self.grammar.voices.get(suffix.form, "active")
            i += 1 if suffix.form == "키" else 2
        stem_end = i
        while i < len(self.morphs) and self._goes_on(i):
            i += 1
        tail = tuple((x.form, x.tag) for x in self.morphs[stem_end:i])
        chunk = self._new(first, i)
        chunk.lemma, chunk.voice, chunk.tail, chunk.negated = lemma, voice, tail, self.negated
        chunk.form = self._form(tail)
        chunk.past = any(
            (tag == "EP" and form in self.grammar.past)
            or (tag == "ETM" and form in self.grammar.past_adnominal)
            for form, tag in tail
        )
        chunk.future = any(tag == "ETM" and form in self.grammar.future_adnominal for form, tag in tail)
        chunk.adverbs, self.adverbs = tuple(self.adverbs), []
        self.negated = False
        if i < len(self.morphs) and self.morphs[i].tag.startswith("J"):
            return self._josa_of(chunk, i)
        return i

    def _form(self, tail: tuple[tuple[str, str], ...]) -> Form:
        last = next(((form, tag) for form, tag in reversed(tail) if tag.startswith("E")), None)
        if last is None:
            return Form.NOMINAL if tail and tail[-1] == ("로", "JKB") else Form.FINAL
        form, tag = last
        if tag == "ETM":
            return Form.ADNOMINAL
        if tag == "ETN":
            return Form.NOMINAL
        if tag == "EC":
            return Form.QUOTED if form in self.grammar.quoting else Form.CONNECTIVE
        return Form.FINAL

    def _goes_on(self, i: int) -> bool:
        """Whether morpheme ``i`` still belongs to the predicate before it."""
        m, before = self.morphs[i], self.morphs[i - 1]
        if m.tag in ("EP", "EC", "EF", "ETM", "ETN", "VX") or (
            m.tag.startswith("E") and m.start <= before.end
        ):
            return not (
                before.tag in ("EF", "ETM", "ETN")
                or (before.tag == "EC" and m.tag != "VX" and not m.tag.startswith("E"))
            )
        if m.tag == "JKB" and m.form == "로" and before.form in ("기", "키"):
            return (
                i + 1 < len(self.morphs)
                and self.morphs[i + 1].tag in ("VV", "VX")
                and self.morphs[i + 1].form == "하"
            )
        if before.tag == "JKB" and before.form == "로" and m.form == "하":
            return True
        if before.form == "키" and m.form == "로":
            return True
        if m.form == "키" and m.tag != "XSV":
            return i + 1 < len(self.morphs) and self.morphs[i + 1].form == "로" and m.start == before.end
        if m.tag == "MAG" and m.form in self.grammar.negative_adverbs:
            return before.form == "지"
        if m.tag in ("XSV", "VV", "VX") and m.form == "하":
            return before.form in self.grammar.negative_adverbs or before.form in self.grammar.intending
        if m.tag == "JX" and before.tag == "EC":
            return i + 1 < len(self.morphs) and self.morphs[i + 1].tag in ("VX", "MAG")
        if m.tag in ("VX", "VA", "VV") and m.form in self.grammar.auxiliaries:
            return before.tag in ("EC", "JX") and before.form not in self.grammar.separating
        return False

    def _josa(self, i: int) -> int:
        if not self.np:
            if self.chunks and self.chunks[-1].last == i:
                return self._josa_of(self.chunks[-1], i)
            return i + 1
        self._close_np()
        return self._josa_of(self.chunks[-1], i)

    def _josa_of(self, chunk: Chunk, i: int) -> int:
        forms = list(chunk.josa)
        while i < len(self.morphs) and self.morphs[i].tag.startswith("J"):
            forms.append("COMPL" if self.morphs[i].tag == "JKC" else self.morphs[i].form)
            i += 1
        if forms == ["에"] and chunk.names and chunk.nouns[-1].form in self.grammar.between:
            forms = ["BETWEEN"]
        chunk.josa = tuple(forms)
        chunk.end = max(chunk.end, self.morphs[i - 1].end)
        chunk.last = i
        if chunk.is_predicate and forms[0] in self.grammar.quoting_particles and chunk.form is Form.FINAL:
            chunk.form = Form.QUOTED
        return i

    def _aside(self, i: int) -> int:
        """Skip a bracket; names within it are kept aside."""
        depth, j = 0, i
        while j < len(self.morphs):
            if self.morphs[j].tag == "SSO" and self.morphs[j].form in "([（［{":
                depth += 1
            elif self.morphs[j].tag == "SSC" and self.morphs[j].form in ")]）］}":
                depth -= 1
                if not depth:
                    break
            j += 1
        else:
            return i + 1
        self.aside.append((self.morphs[i].start, self.morphs[j].end))
        return j + 1

    def _quote(self, m: Morph) -> None:
        if self.quotes and m.form == self.quotes[-1]:
            self.quotes.pop()
            closed = self.quote_ids.pop()
            if any(c.is_predicate and c.quote == closed for c in self.chunks):
                self._close_np(quote=closed)
                return
            for c in self.chunks:
                if c.quote == closed:
                    c.quote = self.quote_ids[-1]
        elif m.form in _QUOTES:
            if (
                m.form in _SPEECH
                and not self.chunks
                and any(n.start <= self.np[-1].start < n.end for n in self.names if self.np)
            ):
                self._close_np(("는",))  # A “B에 공급”: A says so, as if without the marks
                self.quotes.append(_QUOTES[m.form])
                self.quote_ids.append(self.quote_ids[-1])
                return
            self.quotes.append(_QUOTES[m.form])
            self.n_quotes += 1
            self.quote_ids.append(self.n_quotes)

    def _close_np(self, josa: tuple[str, ...] = (), quote: int | None = None) -> None:
        if not self.np:
            return
        morphs, self.np = self.np, []
        chunk = self._new(morphs[0].i - self.morphs[0].i, morphs[-1].i - self.morphs[0].i + 1)
        chunk.nouns = [m for m in morphs if m.tag in _CONTENT or self.named[m.i - self.morphs[0].i]]
        chunk.suffix = morphs[-1].form if morphs[-1].tag == "XSN" else ""
        chunk.josa = josa
        if quote is not None:
            chunk.quote = quote
        chunk.names = [
            c for c in self.names if chunk.start <= c.start and c.end <= chunk.end and not self._bracketed(c)
        ]
        if self.aside:
            near = [(a, b) for a, b in self.aside if chunk.start <= a <= chunk.end + 1]
            chunk.aside = [c for c in self.names if any(a <= c.start and c.end <= b for a, b in near)]
            for _, b in near:
                chunk.end = max(chunk.end, b)
            self.aside = []

    def _bracketed(self, c: Candidate) -> bool:
        return any(a <= c.start and c.end <= b for a, b in self.aside)

    def _new(self, first: int, last: int) -> Chunk:
        morphs = self.morphs[first:last]
        chunk = Chunk(
            len(self.chunks),
            first,
            last,
            morphs[0].start,
            max(m.end for m in morphs),
            quote=self.quote_ids[-1],
        )
        self.chunks.append(chunk)
        return chunk
