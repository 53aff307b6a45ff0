"""The programming languages that TalentSync has words for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Language(StrEnum):
    """Their keys, in the order in which people see them. What a machine really runs, the execution backend says."""

    PYTHON = "python"
    C = "c"
    CPP = "cpp"
    JAVA = "java"
    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    GO = "go"
    RUST = "rust"
    CSHARP = "csharp"
    KOTLIN = "kotlin"
    RUBY = "ruby"
    PHP = "php"
    BASH = "bash"
    SQL = "sql"

    @property
    def label(self) -> str:
        """The name to show to people."""
        return LABELS[self]


LABELS: Final[Mapping[Language, str]] = {
    Language.PYTHON: "Python",
    Language.C: "C",
    Language.CPP: "C++",
    Language.JAVA: "Java",
    Language.JAVASCRIPT: "JavaScript",
    Language.TYPESCRIPT: "TypeScript",
    Language.GO: "Go",
    Language.RUST: "Rust",
    Language.CSHARP: "C#",
    Language.KOTLIN: "Kotlin",
    Language.RUBY: "Ruby",
    Language.PHP: "PHP",
    Language.BASH: "Bash",
    Language.SQL: "SQL",
}

# What the files of each language end with.
EXTENSIONS: Final[Mapping[Language, str]] = {
    Language.PYTHON: "py",
    Language.C: "c",
    Language.CPP: "cpp",
    Language.JAVA: "java",
    Language.JAVASCRIPT: "js",
    Language.TYPESCRIPT: "ts",
    Language.GO: "go",
    Language.RUST: "rs",
    Language.CSHARP: "cs",
    Language.KOTLIN: "kt",
    Language.RUBY: "rb",
    Language.PHP: "php",
    Language.BASH: "sh",
    Language.SQL: "sql",
}
