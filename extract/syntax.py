"""A shallow dependency reading of one sentence: noun phrases and predicates, and what hangs on what.

Korean marks roles with particles and puts each predicate last, so one pass from left to
right with a stack is enough: a predicate takes the noun phrases before it, up to the
clause's edge that its ending implies. Method after the classic eojeol-based shallow parsing of
Korean; the clause edges for adnominal and quoted clauses are stated in ``_attach``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from extract.document import Morph
from extract.names.candidates import Candidate
from extract.records import EntityType

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
_VOICE = {"하": "active", "되": "passive", "받": "passive", "당하": "passive", "시키": "causative"}
_TOPIC = ("은", "는", "ᆫ")
_QUOTES = {"“": "”", "‘": "’", '"': '"', "'": "'", "「": "」", "『": "』", "《": "》", "〈": "〉", "<": ">"}
_QUOTING = (
    "다고",
    "라고",
    "다며",
    "라며",
    "다면서",
    "라면서",
    "냐고",
    "자고",
    "으라고",
    "ᆫ다고",
    "는다고",
    "고",
    "며",
    "면서",
)

_FROM = tuple((p,) for p in ("로부터", "으로부터", "에게서", "한테서", "에게"))
_ARGUMENTS = tuple((p,) for p in ("을", "를", "와", "과", "에", "에게"))


class Form(Enum):
    """How a predicate ends, which tells what its clause is to the rest of the sentence."""

    FINAL = "final"
    CONNECTIVE = "connective"
    ADNOMINAL = "adnominal"
    NOMINAL = "nominal"
    QUOTED = "quoted"


@dataclass(slots=True)
class Chunk:
    """A noun phrase (``lemma`` is None) or a predicate, with its particles or endings.

    ``nouns`` are the content nouns of a noun phrase; ``names`` the names in it;
    ``aside`` the names in brackets within it. ``tail`` holds what follows a predicate's
    stem as ``(form, tag)``, ``adverbs`` what stands before it in its clause (함께, 마주), ``negated``
    that 안 or 못 does.
    ``suffix`` is that of the last noun (성 of 가능성, 설 of 회동설), or empty.
    ``governor`` is the index of the chunk that this one hangs on, -1 for none.
    """

    i: int
    first: int
    last: int
    start: int
    end: int
    nouns: list[Morph] = field(default_factory=list)
    names: list[Candidate] = field(default_factory=list)
    aside: list[Candidate] = field(default_factory=list)
    josa: tuple[str, ...] = ()
    comma: bool = False
    suffix: str = ""
    lemma: str | None = None
    voice: str = "active"
    tail: tuple[tuple[str, str], ...] = ()
    form: Form = Form.FINAL
    adverbs: tuple[str, ...] = ()
    negated: bool = False
    quote: int = 0
    governor: int = -1
    dependents: list[int] = field(default_factory=list)

    @property
    def is_predicate(self) -> bool:
        """Whether this is a predicate."""
        return self.lemma is not None

    @property
    def head(self) -> str:
        """Dictionary form of the last content noun of a noun phrase, of the stem of a predicate."""
        return self.lemma if self.lemma is not None else self.nouns[-1].form if self.nouns else ""

    @property
    def topic(self) -> bool:
        """Whether this is a bare topic (``은/는`` with no other particle)."""
        return len(self.josa) == 1 and self.josa[0] in _TOPIC

    @property
    def subject(self) -> bool:
        """Whether a subject particle marks it."""
        return bool(self.josa) and self.josa[0] in ("이", "가", "께서", "SUBJ")


@dataclass(frozen=True)
class SyntaxWords:
    """Words that the reading needs to know.

    ``arising`` are the stems whose adnominal form describes their own subject (``방한한 손 회장``, ``열린 포럼``), ``made``
    those whose passive does (``체결된 협약``), but before a noun of ``settings`` (``포럼이 열린 곳``); ``acts`` the event nouns that stand for a predicate at the end of a
    headline or before a comma; ``additive`` adverbs make a topic a list member (``A는 물론 B``),
    ``floating`` ones close a list as the subject (``A, B 모두``). ``bound`` verbs take only the
    phrase right before them (``인력 양성을 위한``). ``temporal`` nouns end a phrase that says when
    (``회동 이후 | 양측은``). ``verbal`` are the event nouns that may stand for a predicate where a
    phrase with a particle leaves them no other part (``한국을 방문 중인``), in a headline any.
    ``between`` nouns make the names before them parties (``A와 B 간에``). ``along`` adverbs make a companion of what is before them (``A와 함께 B가``), ``comparing`` ones take the companion before them for a standard (``A와 달리``). ``periods`` are the nouns of time that 지난 and 오는 stand before.
    """

    arising: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    additive: frozenset[str] = frozenset()
    floating: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    temporal: frozenset[str] = frozenset()
    verbal: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    comparing: frozenset[str] = frozenset()
    along: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()


@dataclass(slots=True)
class Clauses:
    """The chunks of one sentence ``[start, end)``, in order."""

    start: int
    end: int
    chunks: list[Chunk]


class _Chunker:
    """Parts the morphemes of one sentence into chunks."""

    def __init__(self, morphs: Sequence[Morph], names: Sequence[Candidate], words: SyntaxWords) -> None:
        self.words = words
        self.morphs = morphs
        self.names = names
        self.chunks: list[Chunk] = []
        self.np: list[Morph] = []
        self.aside: list[tuple[int, int]] = []
        self.negated = False
        self.adverbs: list[str] = []
        self.quotes: list[str] = []
        self.quote_ids: list[int] = [0]
        self.n_quotes = 0

    def run(self) -> list[Chunk]:
        i, n = 0, len(self.morphs)
        while i < n:
            i = self._step(i)
        self._close_np()
        return self.chunks

    def _step(self, i: int) -> int:
        m = self.morphs[i]
        tag = m.tag
        inside_name = any(c.start <= m.start and m.end <= c.end for c in self.names)
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
            self.np.append(m)
            if not inside_name and self._ends_time(i):
                self._close_np()
            return i + 1
        if tag.startswith("J"):
            return self._josa(i)
        if tag == "VCP":
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
        elif m.tag in ("MAG", "MAJ"):
            self._close_np()
            self.negated = m.form in ("안", "못")
            self.adverbs.append(m.form)
            before = self.chunks[-1] if self.chunks else None
            if before and not before.is_predicate and before.last == m.i - self.morphs[0].i:
                if m.form in self.words.additive and before.topic:
                    before.josa = ("와",)
                elif m.form in self.words.along and before.josa in (("와",), ("과",)):
                    before.josa = (*before.josa, m.form)  # a companion, no member of a list
                elif m.form in self.words.comparing:
                    before.josa = ("COMPARE",)
                elif m.form in self.words.floating and not before.josa:
                    before.josa = ("SUBJ",)
        elif m.tag.startswith("E"):
            self._close_np()

    def _begins_predicate(self, i: int) -> bool:
        """Whether the noun at ``i`` is the stem of a verb (``체결`` in ``체결하다``)."""
        m = self.morphs[i]
        if m.tag not in ("NNG", "XR", "NNP", "SL", "MAG") or i + 1 >= len(self.morphs):
            return False
        after = self.morphs[i + 1]
        suffix = after.tag in ("XSV", "XSA") or (
            after.tag in ("VV", "VX") and after.form in ("받", "당하", "시키") and after.start == m.end
        )
        contracted = after.form == "키" and i + 2 < len(self.morphs) and self.morphs[i + 2].form == "로"
        return suffix or contracted

    def _dates(self, i: int) -> bool:
        """Whether a verb form at ``i`` only says which day or month the noun behind it is (``지난 6월``, ``오는 3일``)."""
        if self.morphs[i].form not in ("지나", "오") or i + 2 >= len(self.morphs):
            return False
        ending, after = self.morphs[i + 1], self.morphs[i + 2]
        return ending.tag == "ETM" and (after.tag in ("SN", "NR", "MM") or after.form in self.words.periods)

    def _ends_time(self, i: int) -> bool:
        """Whether the noun at ``i`` closes a phrase that says when, and another noun phrase begins behind it."""
        m, before = self.morphs[i], self.morphs[i - 1] if i else None
        after = self.morphs[i + 1] if i + 1 < len(self.morphs) else None
        return (
            m.form in self.words.temporal
            and m.tag in ("NNG", "NNB")
            and before is not None
            and ((before.tag == "NNG" and before in self.np) or (before.tag == "ETM" and len(self.np) == 1))
            and after is not None
            and (after.tag in _CONTENT or after.tag == "MM")
            and after.start > m.end
        )

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
            voice = _VOICE.get(suffix.form, "active")
            i += 1 if suffix.form == "키" else 2
        stem_end = i
        while i < len(self.morphs) and self._goes_on(i):
            i += 1
        tail = tuple((x.form, x.tag) for x in self.morphs[stem_end:i])
        chunk = self._new(first, i)
        chunk.lemma, chunk.voice, chunk.tail, chunk.negated = lemma, voice, tail, self.negated
        chunk.form = _form(tail)
        chunk.adverbs, self.adverbs = tuple(self.adverbs), []
        self.negated = False
        if i < len(self.morphs) and self.morphs[i].tag.startswith("J"):
            return self._josa_of(chunk, i)
        return i

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
        if m.tag == "MAG" and m.form in ("못", "안"):
            return before.form == "지"
        if m.tag in ("XSV", "VV", "VX") and m.form == "하":
            return before.form in ("못", "안") or before.form in (
                "려고",
                "고자",
                "으려",
                "려",
                "려",
                "을까",
                "ᆯ까",
                "어야",
                "아야",
                "게",
            )
        if m.tag == "JX" and before.tag == "EC":
            return i + 1 < len(self.morphs) and self.morphs[i + 1].tag in ("VX", "MAG")
        if m.tag in ("VX", "VA", "VV") and m.form in ("있", "않", "못하"):
            return before.tag in ("EC", "JX") and self.morphs[i - 1].form not in (
                "며",
                "면서",
                "지만",
                "는데",
            )
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
        if forms == ["에"] and chunk.names and chunk.nouns[-1].form in self.words.between:
            forms = ["BETWEEN"]
        chunk.josa = tuple(forms)
        chunk.end = max(chunk.end, self.morphs[i - 1].end)
        chunk.last = i
        if chunk.is_predicate and forms[0] in ("고", "라고", "라는", "이라고") and chunk.form is Form.FINAL:
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
            self.quotes.append(_QUOTES[m.form])
            self.n_quotes += 1
            self.quote_ids.append(self.n_quotes)

    def _close_np(self, josa: tuple[str, ...] = (), quote: int | None = None) -> None:
        if not self.np:
            return
        morphs, self.np = self.np, []
        chunk = self._new(morphs[0].i - self.morphs[0].i, morphs[-1].i - self.morphs[0].i + 1)
        chunk.nouns = [
            m
            for m in morphs
            if m.tag in _CONTENT or any(c.start <= m.start and m.end <= c.end for c in self.names)
        ]
        chunk.suffix = morphs[-1].form if morphs[-1].tag == "XSN" else ""
        chunk.josa = josa
        if quote is not None:
            chunk.quote = quote
        chunk.names = [
            c for c in self.names if chunk.start <= c.start and c.end <= chunk.end and not self._bracketed(c)
        ]
        chunk.aside = [
            c
            for c in self.names
            if any(a <= c.start and c.end <= b and chunk.start <= a <= chunk.end + 1 for a, b in self.aside)
        ]
        for a, b in self.aside:
            if chunk.start <= a <= chunk.end + 1:
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


def _form(tail: tuple[tuple[str, str], ...]) -> Form:
    last = next(((form, tag) for form, tag in reversed(tail) if tag.startswith("E")), None)
    if last is None:
        return Form.NOMINAL if tail and tail[-1] == ("로", "JKB") else Form.FINAL
    form, tag = last
    if tag == "ETM":
        return Form.ADNOMINAL
    if tag == "ETN":
        return Form.NOMINAL
    if tag == "EC":
        return Form.QUOTED if form in _QUOTING[:11] else Form.CONNECTIVE
    return Form.FINAL


def parse(
    morphs: Sequence[Morph], names: Sequence[Candidate], start: int, end: int, words: SyntaxWords
) -> Clauses:
    """Read the sentence ``[start, end)`` with its ``morphs`` and the ``names`` in it."""
    if not morphs:
        return Clauses(start, end, [])
    chunks = _Chunker(morphs, names, words).run()
    _headline(chunks, words)
    _attach(chunks, words)
    return Clauses(start, end, chunks)


def headlined(chunks: Sequence[Chunk]) -> bool:
    """Whether the sentence has no final ending, as headlines do."""
    return not any(tag == "EF" for c in chunks for _, tag in c.tail)


def _headline(chunks: list[Chunk], words: SyntaxWords) -> None:
    """Let a bare event noun before a comma or at the end be a predicate, and a bare name before a comma a topic."""
    headline = headlined(chunks)
    for n, c in enumerate(chunks):
        if c.is_predicate or c.josa:
            continue
        last = n + 1 == len(chunks)
        act = "".join(m.form for m in c.nouns)
        argued = n and not chunks[n - 1].is_predicate and chunks[n - 1].josa[:1] in _ARGUMENTS
        acts = words.acts | words.verbal if headline or argued else words.acts
        if (c.comma or last) and n and not c.names and act in acts:
            c.lemma, c.form = act, Form.FINAL if last else Form.CONNECTIVE
        elif n == 0 and c.names and not c.comma and _lone(chunks):
            c.josa = ("SUBJ",)
        elif (
            c.comma
            and n == 0
            and c.names
            and not any(x.is_predicate and x.form is Form.FINAL and x.tail for x in chunks)
        ):
            c.josa = ("는",)


def _lone(chunks: Sequence[Chunk]) -> bool:
    """Whether the first phrase stands right before a predicate, and nothing else is its subject (``A·B 손잡았다``)."""
    rest = chunks[1:]
    return bool(rest) and rest[0].is_predicate and not any(c.subject or c.topic for c in rest)


def _attach(chunks: list[Chunk], words: SyntaxWords) -> None:
    stacks: dict[int, list[Chunk]] = {}
    for c in chunks:
        stack = stacks.setdefault(c.quote, [])
        if not c.is_predicate:
            _enter(c, stack, chunks, words)
            continue
        if c.voice == "copula" and stack and stack[-1].josa[:1] == ("COP",):
            _hang(stack.pop(), c)
        if c.lemma in words.bound and not any(tag == "EP" for _, tag in c.tail):
            taken = [stack.pop()] if stack and not stack[-1].is_predicate else []
        elif c.form is Form.ADNOMINAL:
            taken = _adnominal_domain(stack, c, chunks)
        else:
            taken = _clause_domain(stack)
        for x in taken:
            _hang(x, c)
        if c.form is not Form.ADNOMINAL:
            for x in chunks[: c.i]:
                if (
                    x.is_predicate
                    and x.governor < 0
                    and x.quote == c.quote
                    and x.form in (Form.CONNECTIVE, Form.QUOTED, Form.NOMINAL)
                ):
                    _hang(x, c)
        stack.append(c)
    _hang_topics(chunks)
    _hang_headline(chunks, words)
    outer_quotes = {c.quote for c in chunks} - {0}
    for q in outer_quotes:
        last = max((c for c in chunks if c.quote == q and c.is_predicate), key=lambda c: c.i, default=None)
        after = next((c for c in chunks if last and c.i > last.i and c.quote == 0 and c.is_predicate), None)
        if last and after and last.governor < 0:
            last.form = Form.QUOTED
            _hang(last, after)


def _hang_topics(chunks: list[Chunk]) -> None:
    """A topic that no clause took is that of the last predicate (``코끼리는 코가 길다``)."""
    for t in chunks:
        if t.topic and t.governor < 0 and not t.is_predicate:
            last = next(
                (c for c in reversed(chunks) if c.is_predicate and c.quote == t.quote and c.i > t.i), None
            )
            if last is not None:
                _hang(t, last)
                last.dependents.sort()


def _hang_headline(chunks: list[Chunk], words: SyntaxWords) -> None:
    """What no predicate took in a headline is with the act that its last phrase names (``A, B와 공급 계약 체결``)."""
    last = next((c for c in reversed(chunks) if not c.is_predicate and not c.josa and not c.names), None)
    if last is None or not headlined(chunks) or not {m.form for m in last.nouns[-3:]} & words.verbal:
        return
    for c in chunks[: last.i]:
        if c.governor < 0 and not c.is_predicate and c.josa and c.quote == last.quote:
            _hang(c, last)
    last.dependents.sort()


def _hang(child: Chunk, parent: Chunk) -> None:
    child.governor = parent.i
    parent.dependents.append(child.i)


def _enter(c: Chunk, stack: list[Chunk], chunks: list[Chunk], words: SyntaxWords) -> None:
    """A noun phrase comes in: genitives and adnominal clauses right before it are its modifiers."""
    while stack:
        top = stack[-1]
        if top.is_predicate and top.form is Form.ADNOMINAL and top.governor < 0:
            _release_subject(top, c, stack, chunks, words)
            stack.remove(top)
            _hang(top, c)
            if top.voice == "copula" and c.head in words.settings and stack and stack[-1].subject:
                _hang(stack.pop(), top)  # A가 회사인 만큼
        elif not top.is_predicate and (
            (top.josa and top.josa[-1] == "의") or (not top.josa and top.comma and _alike(top, c))
        ):
            stack.pop()
            _hang(top, c)
        else:
            break
    stack.append(c)


def _alike(a: Chunk, b: Chunk) -> bool:
    """Whether two phrases with names may be members of one list: both tell of people, or neither does."""
    people = [any(n.type is EntityType.PERSON for n in x.names) for x in (a, b)]
    return bool(a.names and b.names) and people[0] == people[1]


def _release_subject(
    pred: Chunk, head: Chunk, stack: list[Chunk], chunks: list[Chunk], words: SyntaxWords
) -> None:
    """Give a subject back to the outer clause when the modified noun must itself be the subject.

    ``최 회장이 방한한 올트먼을 만났다``, ``최 회장이 오픈AI를 이끄는 올트먼을 만났다``, ``두 회장이 서울에서 열린
    포럼에서 만났다``.
    """
    dependents = [chunks[d] for d in pred.dependents]
    has_object = any(d.josa[:1] in (("을",), ("를",)) for d in dependents)
    acts = words.made if pred.voice == "passive" else words.arising
    arises = pred.head in acts and head.head not in words.settings
    if not ((head.names and has_object) or arises):
        return
    freed = next((n for n, d in enumerate(dependents) if d.subject), None)
    if freed is None:
        return
    first = freed
    while first and _lists(dependents[first - 1], dependents[first]):
        first -= 1
    for d in dependents[first : freed + 1]:
        pred.dependents.remove(d.i)
        d.governor = -1
        stack.insert(stack.index(pred), d)


def _adnominal_domain(stack: list[Chunk], pred: Chunk, chunks: list[Chunk]) -> list[Chunk]:
    """What an adnominal clause takes: back to a topic, a comma, a predicate, or its one subject.

    A copula has its complement already and takes nothing (``마지막 국경선인 북한``). What a told clause
    (``사겠다는 의향서를 받았다``) comes from is the outer verb's.
    """
    taken: list[Chunk] = []
    told = any(tag == "ETM" and form.endswith("는") and len(form) > 1 for form, tag in pred.tail)
    while stack and pred.voice != "copula":
        top = stack[-1]
        if top.is_predicate:
            if top.form in (Form.CONNECTIVE, Form.NOMINAL) and not top.comma and top.governor < 0:
                taken.append(stack.pop())
                stack.extend(_released_topics(top, chunks))
                continue
            break
        if top.topic or (top.comma and (top.josa or not taken)):
            break
        if told and top.josa[:1] in _FROM:
            break
        taken.append(stack.pop())
        if top.subject:
            while stack and _lists(stack[-1], taken[-1]):
                taken.append(stack.pop())
            break
    return taken


def _lists(member: Chunk, after: Chunk) -> bool:
    """Whether ``member`` is the A와 of a list ``A와 B가``."""
    joined = member.josa in (("와",), ("과",)) and not member.comma and member.i + 1 == after.i
    return joined and _alike(member, after)


def _released_topics(pred: Chunk, chunks: list[Chunk]) -> list[Chunk]:
    """Free the topic of a clause within an adnominal one: it is the outer clause's (``A는 [지분을 확보해 주주가 된] B를``)."""
    topics = [chunks[d] for d in pred.dependents if chunks[d].topic]
    for t in topics:
        pred.dependents.remove(t.i)
        t.governor = -1
    return topics


def _clause_domain(stack: list[Chunk]) -> list[Chunk]:
    """What any other clause takes: all that is open; the outermost topic stays open where the clause has its own subject."""
    taken = [x for x in stack if not x.is_predicate]
    topics = [x for x in taken if x.topic]
    if topics and any(x.subject for x in taken):
        taken = [x for x in taken if x is not topics[0] or len(taken) == 1]
    stack[:] = [x for x in stack if not x.is_predicate and x not in taken]
    return taken
