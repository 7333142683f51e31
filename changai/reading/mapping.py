"""Keep for every character of a restored text the place it came from."""

from __future__ import annotations

import base64
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Span = tuple[int, int]
# (start, end, replacement); None keeps the slice as it stands.
Piece = tuple[int, int, str | None]

_FORMAT = 1


@dataclass(frozen=True, eq=True)
class Mapping:
    """For each clean character the range of source characters it stands for.

    Grain: one entry per code point of the clean text.
    Units: code points; ends exclusive. An inserted character has an empty range.
    """

    starts: array[int]
    ends: array[int]
    source_length: int

    @classmethod
    def identity(cls, length: int) -> Mapping:
        """Map a text onto itself."""
        return cls(array("I", range(length)), array("I", range(1, length + 1)), length)

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def is_identity(self) -> bool:
        """Tell whether nothing was changed."""
        return len(self) == self.source_length and self == Mapping.identity(len(self))

    def source_of(self, index: int) -> Span:
        """Return the source range of one clean character."""
        return self.starts[index], self.ends[index]

    def source_span(self, span: Span) -> Span:
        """Return the smallest source range that holds a clean span.

        Raises: IndexError where the span is not inside the clean text.
        """
        start, end = span
        if not 0 <= start <= end <= len(self):
            raise IndexError(f"span {span} outside a text of {len(self)} characters")
        if start == end:
            at = self.starts[start] if start < len(self) else self.source_length
            return at, at
        return min(self.starts[start:end]), max(self.ends[start:end])

    def clean_span(self, source: Span) -> Span:
        """Return the clean characters that stem from a source range, the way back of `source_span`.

        Cost: linear in the text; meant for a selection, not for a loop.
        """
        hits = [
            index
            for index, (start, end) in enumerate(zip(self.starts, self.ends, strict=True))
            if start < source[1] and end > source[0]
        ]
        return (hits[0], hits[-1] + 1) if hits else (0, 0)

    def to_bytes(self) -> bytes:
        """Pack as runs of variable-length numbers: a few bytes per change, not per character."""
        out = bytearray((_FORMAT,))
        _put(out, self.source_length)
        expected = 0
        for length, start, width in self._runs():
            delta = start - expected
            _put(out, length)
            _put(out, delta * 2 if delta >= 0 else -delta * 2 - 1)
            _put(out, width)
            expected = start + (length if width == 1 else width)
        return bytes(out)

    @classmethod
    def from_bytes(cls, packed: bytes) -> Mapping:
        """Unpack what `to_bytes` wrote.

        Raises: ValueError on another format.
        """
        if not packed or packed[0] != _FORMAT:
            raise ValueError("not a packed mapping")
        numbers = _numbers(packed[1:])
        source_length = next(numbers)
        starts, ends, expected = array("I"), array("I"), 0
        for length in numbers:
            code, width = next(numbers), next(numbers)
            start = expected + (code // 2 if code % 2 == 0 else -(code + 1) // 2)
            if width == 1:
                starts.extend(range(start, start + length))
                ends.extend(range(start + 1, start + length + 1))
                expected = start + length
            else:
                starts.extend([start] * length)
                ends.extend([start + width] * length)
                expected = start + width
        return cls(starts, ends, source_length)

    def to_text(self) -> str:
        """Pack into ASCII, for a text column."""
        return base64.b85encode(self.to_bytes()).decode("ascii")

    @classmethod
    def from_text(cls, packed: str) -> Mapping:
        """Unpack what `to_text` wrote."""
        return cls.from_bytes(base64.b85decode(packed))

    def _runs(self) -> Iterator[tuple[int, int, int]]:
        """Yield (length, start, width): width 1 walks along the source, any other stays put."""
        length = first = width = 0
        for start, end in zip(self.starts, self.ends, strict=True):
            step = length if width == 1 else 0
            if length and end - start == width and start == first + step:
                length += 1
                continue
            if length:
                yield length, first, width
            length, first, width = 1, start, end - start
        if length:
            yield length, first, width


class Tracked:
    """A text on its way to clean, with the source range of every character."""

    __slots__ = ("ends", "source_length", "starts", "text")

    def __init__(self, text: str, starts: array[int], ends: array[int], source_length: int) -> None:
        self.text = text
        self.starts = starts
        self.ends = ends
        self.source_length = source_length

    @classmethod
    def of(cls, text: str) -> Tracked:
        """Start from a source text."""
        plain = Mapping.identity(len(text))
        return cls(text, plain.starts, plain.ends, len(text))

    def mapping(self) -> Mapping:
        """Return the mapping reached so far."""
        return Mapping(self.starts, self.ends, self.source_length)

    def assemble(self, pieces: Iterable[Piece]) -> Tracked:
        """Build a new text out of slices and replacements, in the order given."""
        parts: list[str] = []
        starts, ends = array("I"), array("I")
        for start, end, words in pieces:
            if words is None or len(words) == end - start:
                parts.append(self.text[start:end] if words is None else words)
                starts.extend(self.starts[start:end])
                ends.extend(self.ends[start:end])
                continue
            low, high = self._range(start, end)
            parts.append(words)
            starts.extend([low] * len(words))
            ends.extend([high] * len(words))
        return Tracked("".join(parts), starts, ends, self.source_length)

    def edit(self, edits: Iterable[tuple[int, int, str]]) -> Tracked:
        """Replace ranges (ascending, not overlapping) and keep the rest."""
        pieces: list[Piece] = []
        at = 0
        for start, end, words in edits:
            if start > at:
                pieces.append((at, start, None))
            pieces.append((start, end, words))
            at = end
        if not pieces:
            return self
        pieces.append((at, len(self.text), None))
        return self.assemble(pieces)

    def swap(self, text: str) -> Tracked:
        """Take another text of the same length, character for character."""
        if len(text) != len(self.text):
            raise ValueError("a swap keeps the length")
        return Tracked(text, self.starts, self.ends, self.source_length)

    def _range(self, start: int, end: int) -> Span:
        if end > start:
            return self.starts[start], self.ends[end - 1]
        at = self.starts[start] if start < len(self.starts) else self.source_length
        # Within a stretch that was replaced as a whole, neighbors share its range.
        return at, max(at, self.ends[start - 1]) if start else at


def _put(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _numbers(packed: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
