"""A program as tokens that stay the same where names, values, comments and layout change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from tree_sitter import Node

from dsa.similarity.grammars import parser_of

# What comes after is left out: no honest solution is that long, and comparing takes time.
MAX_TOKENS: Final = 10_000

NAME: Final = "name"
NUMBER: Final = "number"
TEXT: Final = "text"

# Types of nodes in any of the grammars.
_COMMENT: Final = re.compile(r"comment$|^hash_bang_line$")
# Every solution names the same libraries.
_IMPORT: Final = re.compile(
    r"^(preproc_include|import(_\w+)?|future_import_statement|using_d\w+|package_\w+|use_declaration)$"
)
_STRING: Final = re.compile(
    r"^(\w*string(_literal)?|\w*char(acter)?_literal|rune_literal|encapsed_string|heredoc_\w+|ansi_c_string)$"
)
_IDENTIFIER: Final = re.compile(
    r"identifier$|^(name|variable_name|constant|\w+_variable|label_name|statement_label)$"
)
_TYPE: Final = "type_identifier"
_FUNCTION_HEAD: Final = re.compile(
    r"^(\w*(function|method|constructor)_?\w*(defin|declar|item|statement)\w*|method|function|singleton_method)$"
)
_TYPE_HEAD: Final = re.compile(
    r"^\w*(class|struct|interface|enum|record|type|trait|union|object)_?\w*(declar|defin|specifier|item|spec)\w*$"
)
_MEMBER_OF: Final = frozenset({".", "->", "::", "?.", "&."})
_OWN_OBJECTS: Final = frozenset({"self", "this", "@"})
# After a name: its call, or the way into it. Neither says whose name it is.
_USES: Final = frozenset({"(", "!", *_MEMBER_OF})


@dataclass(frozen=True, slots=True)
class TokenStream:
    """The tokens of one program: what each is, as a number, and the lines that it stands on, from 1."""

    codes: tuple[int, ...]
    first_lines: tuple[int, ...]
    last_lines: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A token as the grammar has it, with the node above it."""

    kind: str
    text: str
    parent: str
    first_line: int
    last_line: int


def tokenise(source: str, language: str) -> TokenStream:
    """The tokens of a program, also of one that no compiler takes.

    Names that the program gives are all alike, and so are all numbers and all texts. Names that come from a library,
    such as `append`, keep what they say. Comments, docstrings and imports are left out.
    """
    # Half a surrogate pair is in no database, but may come from elsewhere.
    root = parser_of(language).parse(source.encode("utf-8", "replace")).root_node
    leaves = []
    for leaf in _leaves(root):
        leaves.append(leaf)
        if len(leaves) == MAX_TOKENS:
            break
    own = _own_names(leaves)
    return TokenStream(
        tuple(_code(leaf, own) for leaf in leaves),
        tuple(leaf.first_line for leaf in leaves),
        tuple(leaf.last_line for leaf in leaves),
    )


def _code(leaf: _Leaf, own: set[str]) -> int:
    is_own = leaf.kind == NAME and leaf.text in own
    return crc32((NAME if is_own else leaf.text or leaf.kind).encode())


def _leaves(root: Node) -> Iterator[_Leaf]:
    """From the first to the last, without recursion: candidates decide how deep their programs nest."""
    cursor = root.walk()
    above: list[str] = []
    while True:
        node = cursor.node
        assert node is not None, "the cursor never leaves the tree"
        is_left_out = _COMMENT.search(node.type) or _IMPORT.match(node.type) or _is_docstring(node, above)
        is_text = node.is_named and _STRING.match(node.type)
        if not is_left_out and (is_text or not node.child_count):
            if node.end_byte > node.start_byte:
                yield _leaf(node, above[-1] if above else "", is_text=bool(is_text))
        elif not is_left_out and cursor.goto_first_child():
            above.append(node.type)
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return
            above.pop()


def _is_docstring(node: Node, above: list[str]) -> bool:
    return node.type == "string" and bool(above) and above[-1] in {"expression_statement", "block", "module"}


def _leaf(node: Node, parent: str, *, is_text: bool) -> _Leaf:
    text = (node.text or b"").decode("utf-8", "replace")
    kind = node.type
    if is_text:
        kind, text = TEXT, ""
    elif text[:1].isdigit():
        kind, text = NUMBER, ""
    elif node.is_named and _IDENTIFIER.search(node.type):
        kind = NAME
        parent = f"{_TYPE} {parent}" if node.type == _TYPE else parent
    elif kind.startswith("keyword_"):
        text = ""  # SQL's, which may be written in capitals
    return _Leaf(kind, text, parent, node.start_point.row + 1, node.end_point.row + 1)


def _own_names(leaves: list[_Leaf]) -> set[str]:
    """The names that the program gives itself: any that it does not only call, read members of, or use as a type."""
    own = set()
    for place, leaf in enumerate(leaves):
        if leaf.kind != NAME:
            continue
        before = leaves[place - 1].text if place else ""
        is_type, _, parent = leaf.parent.rpartition(" ")
        if is_type:
            is_given = _TYPE_HEAD.match(parent) is not None
        elif before in _MEMBER_OF:
            is_given = place > 1 and leaves[place - 2].text in _OWN_OBJECTS
        else:
            following = leaves[place + 1].text if place + 1 < len(leaves) else ""
            is_given = following not in _USES or _FUNCTION_HEAD.match(parent) is not None
        if is_given:
            own.add(leaf.text)
    return own
