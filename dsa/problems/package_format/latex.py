"""LaTeX statements to Markdown, by pandoc.

Nearly every legacy package has one. pandoc runs sandboxed (it opens no file, whatever the LaTeX includes), with a
bounded heap and a time limit. The commands that the package format adds to LaTeX are defined for it here.
"""

import re
import subprocess

import pypandoc

from dsa.problems.package_format.contents import PackageRefused, Reason

SECONDS = 30
HEAP = "512M"

# Samples are shown below the statement, and the title above it, by TalentSync itself.
PREAMBLE = r"""
\newcommand{\problemname}[1]{}
\newcommand{\illustration}[3]{\includegraphics{#2} \emph{#3}}
\newcommand{\nextsample}{}
\newcommand{\remainingsamples}{}
\newenvironment{Input}{\section*{Input}}{}
\newenvironment{Output}{\section*{Output}}{}
\newenvironment{Interaction}{\section*{Interaction}}{}
"""
TARGET = "commonmark+pipe_tables+footnotes+tex_math_dollars+strikeout-raw_html"

PLAIN_NAME = re.compile(r"^\s*%+\s*plainproblemname:\s*(.+?)\s*$", re.MULTILINE)
NAME = re.compile(r"\\problemname\{((?:[^{}]|\{[^{}]*\})*)\}")


def problem_name(tex: str) -> str:
    """The name that a statement gives itself, without LaTeX; empty where it gives none."""
    if found := PLAIN_NAME.search(tex):
        return found.group(1)
    found = NAME.search(tex)
    return re.sub(r"[{}$]|\\[a-zA-Z]+\s*", "", found.group(1)).strip() if found else ""


def to_markdown(tex: str, path: str) -> str:
    """The statement as Markdown with dollar mathematics. PackageRefused where pandoc cannot read it."""
    # An argument is optional for \problemname, which \newcommand cannot say.
    body = re.sub(r"\\problemname(?!\s*\{)", "", tex)
    command = [
        pypandoc.get_pandoc_path(),
        "--sandbox",
        "--from=latex",
        f"--to={TARGET}",
        "--wrap=none",
        "--shift-heading-level-by=1",
        "+RTS",
        f"-M{HEAP}",
        "-RTS",
    ]
    try:
        done = subprocess.run(
            command, input=(PREAMBLE + body).encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise PackageRefused(Reason.UNREADABLE, f"{path}: its LaTeX takes too long to read.") from None
    except OSError as error:
        raise PackageRefused(
            Reason.UNREADABLE, f"{path}: LaTeX cannot be read here ({error.strerror})."
        ) from None
    markdown = done.stdout.decode(errors="replace").strip()
    if done.returncode != 0:
        told = " ".join(done.stderr.decode(errors="replace").split())[:200]
        raise PackageRefused(Reason.UNREADABLE, f"{path}: its LaTeX could not be read: {told}")
    return markdown
