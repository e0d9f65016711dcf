"""A shallow dependency reading of one sentence: noun phrases and predicates, and what hangs on what.

Korean marks roles with particles and puts each predicate last, so one pass from left to
right with a stack is enough: a predicate takes the noun phrases before it, up to the
clause's edge that its ending implies. Method after the classic eojeol-based shallow parsing of
Korean; the clause edges for adnominal and quoted clauses are stated in ``_attach``.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.chunker import Chunker
from extract.chunks import Chunk, Clauses, Form, SyntaxWords, gapped, headlined
from extract.document import Morph
from extract.names.candidates import Candidate
from extract.records import EntityType


def parse(
    morphs: Sequence[Morph], names: Sequence[Candidate], start: int, end: int, words: SyntaxWords
) -> Clauses:
    """Read the sentence ``[start, end)`` with its ``morphs`` and the ``names`` in it."""
    if not morphs:
        return Clauses(start, end, [])
    chunks = Chunker(morphs, names, words).run()
    _headline(chunks, words)
    _attach(chunks, words)
    return Clauses(start, end, chunks)


def _headline(chunks: list[Chunk], words: SyntaxWords) -> None:
    """Let a bare event noun before a comma or at the end be a predicate, and a bare name before a comma a topic."""
    headline = headlined(chunks)
    for n, c in enumerate(chunks):
        if c.is_predicate or c.josa:
            continue
        last = n + 1 == len(chunks)
        act = "".join(m.form for m in c.nouns)
        argued = n and not chunks[n - 1].is_predicate and chunks[n - 1].marked(words.grammar.arguments)
        acts = words.acts | words.verbal if headline or argued else words.acts
        if (c.comma or last) and n and not c.names and act in acts:
            c.lemma, c.form = act, Form.FINAL if last else Form.CONNECTIVE
    first = chunks[0] if chunks else None
    if first is None or first.is_predicate or first.josa or not first.names:
        return
    if not first.comma and _lone(chunks):
        first.josa = ("SUBJ",)
    elif first.comma and not any(x.is_predicate and x.form is Form.FINAL and x.tail for x in chunks):
        first.josa = ("는",)
    elif first.comma and not chunks[-1].comma and not any(x.subject or x.topic for x in chunks[1:]):
        first.josa = ("는",)  # A, B 공장 짓는다: no full stop


def _lone(chunks: Sequence[Chunk]) -> bool:
    """Whether the first phrase stands right before a predicate, and nothing else is its subject (``A·B 손잡았다``)."""
    rest = chunks[1:]
    described = len(rest) > 1 and rest[0].form is Form.ADNOMINAL and bool(rest[1].names)  # B 품은 A
    return bool(
        rest and rest[0].is_predicate and not described and not any(c.subject or c.topic for c in rest)
    )


def _attach(chunks: list[Chunk], words: SyntaxWords) -> None:
    stacks: dict[int, list[Chunk]] = {}
    for c in chunks:
        stack = stacks.setdefault(c.quote, [])
        if not c.is_predicate:
            _enter(c, stack, chunks, words)
            continue
        if c.voice == "copula" and stack and stack[-1].josa[:1] == ("COP",):
            _hang(stack.pop(), c)
        if c.lemma in words.grammar.bound and not any(tag == "EP" for _, tag in c.tail):
            taken = _bound_domain(stack, c, chunks)
        elif c.form is Form.ADNOMINAL:
            taken = _adnominal_domain(stack, c, chunks, words)
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
        elif last and after and not (noun := chunks[last.governor]).is_predicate and noun.governor < 0:
            _hang(noun, after)  # “… 인수할 것”이라고 말했다


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
    bare = [c for c in chunks if not c.is_predicate and not c.josa and _common(c)]
    ends = [c for c in bare if c.comma or c is bare[-1]]
    last = next((c for c in reversed(ends) if {m.form for m in _common(c)[-3:]} & words.verbal), None)
    if last is None or not headlined(chunks):
        return
    for c in chunks[: last.i]:
        if c.governor < 0 and not c.is_predicate and c.josa and c.quote == last.quote:
            _hang(c, last)
    last.dependents.sort()


def _common(c: Chunk) -> list[Morph]:
    """The nouns of a phrase behind its last name."""
    return [m for m in c.nouns if not c.names or m.start >= c.names[-1].end]


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
            if top.voice == "copula" and _is_setting(c.head, words) and stack and stack[-1].subject:
                _hang(stack.pop(), top)  # A가 회사인 만큼
        elif not top.is_predicate and (
            (top.josa and top.josa[-1] == "의")
            or (not top.josa and top.comma and _alike(top, c) and not gapped(chunks, top.i, c.i))
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
    acts = words.grammar.made if pred.voice == "passive" else words.grammar.arising
    arises = pred.head in acts and not _is_setting(head.head, words)
    second = head.subject or head.topic  # A가 강판을 대는 B는
    if not ((head.names and has_object and not second) or arises):
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


def _adnominal_domain(
    stack: list[Chunk], pred: Chunk, chunks: list[Chunk], words: SyntaxWords
) -> list[Chunk]:
    """What an adnominal clause takes: back to a topic, a comma, a predicate, a genitive, or its one subject.

    A copula has its complement already and takes nothing (``마지막 국경선인 북한``). What a told clause
    (``사겠다는 의향서를 받았다``) comes from is the outer verb's.
    """
    taken: list[Chunk] = []
    told = any(tag == "ETM" and form.endswith("는") and len(form) > 1 for form, tag in pred.tail)
    while stack and pred.voice != "copula":
        top = stack[-1]
        if top.is_predicate:
            if top.past and not taken:  # 찾았고 새로운 계약을 맺었다
                break
            if top.form in (Form.CONNECTIVE, Form.NOMINAL) and not top.comma and top.governor < 0:
                taken.append(stack.pop())
                stack.extend(_released(top, chunks, [d for d in top.dependents if chunks[d].topic]))
                continue
            break
        if top.topic or (top.comma and (top.josa or not taken)):
            break
        if not taken and top.josa[-1:] == ("의",):  # B의 유력한 후보
            break
        if told and top.marked(words.grammar.tellers):
            break
        taken.append(stack.pop())
        if top.subject:
            while stack and _lists(stack[-1], taken[-1]):
                taken.append(stack.pop())
            break
    return taken


def _bound_domain(stack: list[Chunk], pred: Chunk, chunks: list[Chunk]) -> list[Chunk]:
    """What a verb with one argument takes: the phrase before it, or the clause that a noun is for (``B와 [대기 위한] 계약을``)."""
    if not stack or not (stack[-1].form is Form.NOMINAL and pred.form is Form.ADNOMINAL):
        return [stack.pop()] if stack and not stack[-1].is_predicate else []
    purpose = stack.pop()
    stack.extend(
        _released(purpose, chunks, [d for d in purpose.dependents if chunks[d].subject or chunks[d].topic])
    )
    return [purpose]


def _lists(member: Chunk, after: Chunk) -> bool:
    """Whether ``member`` is the A와 of a list ``A와 B가``."""
    joined = member.josa in (("와",), ("과",)) and not member.comma and member.i + 1 == after.i
    return joined and _alike(member, after)


def _released(pred: Chunk, chunks: list[Chunk], dependents: Sequence[int]) -> list[Chunk]:
    """Free ``dependents`` of a clause within an adnominal one: they are the outer clause's (``A는 [지분을 확보해 주주가 된] B를``)."""
    for d in dependents:
        pred.dependents.remove(d)
        chunks[d].governor = -1
    return [chunks[d] for d in dependents]


def _clause_domain(stack: list[Chunk]) -> list[Chunk]:
    """What any other clause takes: all that is open; the outermost topic stays open where the clause has its own subject."""
    taken = [x for x in stack if not x.is_predicate]
    topics = [x for x in taken if x.topic]
    if topics and any(x.subject for x in taken):
        taken = [x for x in taken if x is not topics[0] or len(taken) == 1]
    stack[:] = [x for x in stack if not x.is_predicate and x not in taken]
    return taken


def _is_setting(noun: str, words: SyntaxWords) -> bool:
    """Whether a clause before ``noun`` has its own subject: a place, a time, or a mere joint (``A가 열린 곳``)."""
    return any(
        noun in known for known in (words.grammar.settings, words.grammar.empty_nouns, words.grammar.joints)
    )
