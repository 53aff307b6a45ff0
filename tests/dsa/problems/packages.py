"""Makes problem packages in each layout, as folders and as zips."""

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Layout = Literal["legacy", "2025-09"]
LAYOUTS: tuple[Layout, ...] = ("legacy", "2025-09")

DOUBLE_PY = "print(2 * int(input()))\n"
SQUARE_PY = "n = int(input())\nprint(n * n)\n"

Files = dict[str, bytes]


def package_files(layout: Layout, *, yaml: str = "", without: tuple[str, ...] = ()) -> Files:
    """A small whole package: the output is twice the input. `yaml` is added to problem.yaml."""
    statement: dict[str, str] = {
        "legacy": "problem_statement/problem.en.tex",
        "2025-09": "statement/problem.en.md",
    }
    text = {
        "legacy": "\\problemname{Twice}\n\n\\section*{Input}\nOne integer $n \\le 10^5$.\n",
        "2025-09": "## Input\n\nOne integer $n \\le 10^5$.\n\n{{nextsample}}\n",
    }
    head = {
        "legacy": "name: Twice\nauthor: Anna Author\n",
        "2025-09": "problem_format_version: 2025-09\nname: Twice\nuuid: 11111111-2222\ncredits: Anna Author\n",
    }
    licence = "" if "license:" in yaml else "license: cc by-sa\n"
    files = {
        "problem.yaml": head[layout] + licence + yaml,
        statement[layout]: text[layout],
        "data/sample/1.in": "2\n",
        "data/sample/1.ans": "4\n",
        "data/secret/01.in": "3\n",
        "data/secret/01.ans": "6\n",
        "data/secret/02.in": "10\n",
        "data/secret/02.ans": "20\n",
        "submissions/accepted/double.py": DOUBLE_PY,
        "submissions/wrong_answer/square.py": SQUARE_PY,
        "input_validators/validate.py": "raise SystemExit(42)\n",
    }
    return {name: content.encode() for name, content in files.items() if name not in without}


def write_folder(root: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def zip_bytes(files: Mapping[str, bytes], *, links: Mapping[str, str] | None = None) -> bytes:
    """A zip of these files and symbolic links, the same at any time: tests are named by it, in each test process."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        for name, target in (links or {}).items():
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return buffer.getvalue()


def write_zip(path: Path, files: Mapping[str, bytes], *, links: Mapping[str, str] | None = None) -> Path:
    path.write_bytes(zip_bytes(files, links=links))
    return path
