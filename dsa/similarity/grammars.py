"""The tree-sitter grammar of each programming language."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

import tree_sitter_bash
import tree_sitter_c
import tree_sitter_c_sharp
import tree_sitter_cpp
import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_kotlin
import tree_sitter_php
import tree_sitter_python
import tree_sitter_ruby
import tree_sitter_rust
import tree_sitter_sql
import tree_sitter_typescript
from tree_sitter import Language as Grammar
from tree_sitter import Parser

from dsa.execution import Language

GRAMMARS: Final[Mapping[str, Callable[[], object]]] = {
    Language.PYTHON: tree_sitter_python.language,
    Language.C: tree_sitter_c.language,
    Language.CPP: tree_sitter_cpp.language,
    Language.JAVA: tree_sitter_java.language,
    Language.JAVASCRIPT: tree_sitter_javascript.language,
    Language.TYPESCRIPT: tree_sitter_typescript.language_typescript,
    Language.GO: tree_sitter_go.language,
    Language.RUST: tree_sitter_rust.language,
    Language.CSHARP: tree_sitter_c_sharp.language,
    Language.KOTLIN: tree_sitter_kotlin.language,
    Language.RUBY: tree_sitter_ruby.language,
    Language.PHP: tree_sitter_php.language_php,
    Language.BASH: tree_sitter_bash.language,
    Language.SQL: tree_sitter_sql.language,
}


@cache
def parser_of(language: str) -> Parser:
    """One parser for each language and process."""
    return Parser(Grammar(GRAMMARS[language]()))
