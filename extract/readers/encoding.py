"""From bytes to text: UTF-8, UTF-16, CP949, and a guess as the last resort.

Only decoding is done: line ends and everything else stay as they are in the file. A byte
order mark tells the encoding and is not part of the text.
"""

from __future__ import annotations

import codecs
import re

from extract.readers.problem import UnreadableError

_MARKS = (  # the longer first: UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an HWP or old Office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet table",
    b"ARROW1": "an Arrow table",
}
#: What the last resort may find: old Korean encodings, and Western ones for an English text.
_RARE = ["johab", "iso2022_kr", "utf_16_le", "utf_16_be", "cp1252", "mac_roman"]
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_ORDINARY = re.compile(r"[가-힣\t\n\r -~]")
_HANGUL = re.compile("[가-힣]")
#: More control characters than this share are not text.
_BINARY_SHARE = 0.02
#: Less than this share of Hangul and ASCII is not Korean text in UTF-16.
_ORDINARY_SHARE = 0.7
#: Bytes of a file that are looked at to tell its encoding without reading it whole.
SAMPLE = 1 << 18


def decode(data: bytes) -> str:
    """Return the text of a whole file.

    Raises:
        UnreadableError: the bytes are no text, or text in no known encoding.
    """
    encoding = _known(data[:SAMPLE])
    if encoding is not None:
        return _strict(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _HANGUL.search(data[: error.start].decode("utf-8")):  # UTF-8 so far, so not another encoding
            raise _broken("utf-8", error) from error
    try:
        return data.decode("cp949")
    except UnicodeDecodeError as error:
        guessed = _guess(data)
        if guessed is None:
            raise UnreadableError(
                f"neither UTF-8 nor CP949 (byte {error.start})", "save it as UTF-8"
            ) from error
        return guessed


def sniff(sample: bytes) -> str:
    """Return the encoding of a file of many lines from its first bytes: the one that more lines are in.

    Raises:
        UnreadableError: the bytes are no text.
    """
    encoding = _known(sample)
    if encoding is not None:
        return encoding
    lines = sample.split(b"\n")
    if len(lines) > 1 and len(sample) >= SAMPLE:
        lines.pop()  # the sample cuts it
    return max(("utf-8", "cp949"), key=lambda e: sum(_decodes(line, e) for line in lines))


def _known(sample: bytes) -> str | None:
    """Return the encoding that a mark or zero bytes tell; raise ``UnreadableError`` for what is no text."""
    for signature, name in _SIGNATURES.items():
        if sample.startswith(signature):
            raise UnreadableError(f"is {name}, not text", "export its text to .txt or its table to .csv")
    marked = next((encoding for mark, encoding in _MARKS if sample.startswith(mark)), None)
    encoding = marked or _unmarked_utf16(sample)
    if encoding is None and len(_CONTROLS.findall(sample)) > _BINARY_SHARE * len(sample):
        raise UnreadableError("is binary, not text", "export its text to .txt")
    return encoding


def _unmarked_utf16(sample: bytes) -> str | None:
    """Return the byte order in which a text with many zero bytes reads as Korean or English."""
    if sample.count(0) * 50 < len(sample):  # the zero bytes of ASCII: spaces, line ends
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
        if len(_ORDINARY.findall(text)) > _ORDINARY_SHARE * len(text):
            return encoding
    return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(encoding, error) from error


def _broken(encoding: str, error: UnicodeDecodeError) -> UnreadableError:
    name = encoding.removesuffix("-sig").upper()
    return UnreadableError(f"broken {name} at byte {error.start}", f"save it as {name} again, or as UTF-8")


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import and seldom needed

    best = from_bytes(data[:SAMPLE], cp_isolation=_RARE, preemptive_behaviour=False).best()
    return data.decode(best.encoding) if best is not None and _decodes(data, best.encoding) else None
