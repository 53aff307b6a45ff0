"""A folder or a zip as one tree of names that leads nowhere outside itself.

Packages come from strangers. Nothing is ever unpacked to a disk: a zip is read member by member, with its own symbolic
links resolved by name alone. Every limit is checked before the first byte is read, and again while reading, because a
zip may lie about its sizes.
"""

import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from typing import IO

from dsa.problems.package_format.contents import PackageRefused, Reason

MAX_FILES = 20_000
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024
MAX_ARCHIVE_BYTES = 256 * 1024 * 1024
MAX_NAME_LENGTH = 1_000
MAX_LINKS_FOLLOWED = 40  # as the kernel does
MAX_LINKS = 1_000
ZIP_SUFFIXES = frozenset({".zip", ".kpp"})

# The package format: files and folders of other names are there for other tools, and are to be ignored.
PACKAGE_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,254}")


def unsafe(message: str) -> PackageRefused:
    return PackageRefused(Reason.UNSAFE, message)


@dataclass(frozen=True, slots=True)
class File:
    """One file: its size as declared, and a way to read at most so many bytes of it."""

    size: int
    read_at_most: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Tree:
    """Files by their path from the root, with `/` between names. Symbolic links stand there as what they lead to."""

    files: Mapping[str, File]

    def __contains__(self, path: str) -> bool:
        return path in self.files

    def read(self, path: str, *, at_most: int = MAX_FILE_BYTES) -> bytes:
        """The content of a file. PackageRefused where it is larger than `at_most` or than it said."""
        file = self.files[path]
        if file.size > at_most:
            raise unsafe(f"{path} is larger than {at_most:,} bytes.")
        content = file.read_at_most(file.size + 1)
        if len(content) != file.size:
            raise unsafe(f"{path} is not of the size that was declared for it.")
        return content

    def read_text(self, path: str, *, at_most: int = 1_000_000) -> str:
        """The same as text. The format asks for UTF-8; a byte order mark is forgiven, anything else is not."""
        try:
            return self.read(path, at_most=at_most).decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise PackageRefused(Reason.UNREADABLE, f"{path} is not UTF-8 text.") from None

    def below(self, folder: str) -> "Tree":
        """What lies in a folder, by the path from there; empty where there is none."""
        prefix = f"{folder}/"
        return Tree(
            {path.removeprefix(prefix): file for path, file in self.files.items() if path.startswith(prefix)}
        )

    def top(self) -> list[str]:
        """The names of files and folders at the root, in order."""
        return sorted({path.split("/", 1)[0] for path in self.files})

    def is_folder(self, path: str) -> bool:
        return any(name.startswith(f"{path}/") for name in self.files)


def is_zip_name(path: Path) -> bool:
    return path.suffix.lower() in ZIP_SUFFIXES


# Folders --------------------------------------------------------------------------------------------------------------


def folder_tree(root: Path) -> Tree:
    """The tree of a folder. Links are followed inside it and refused where they lead outside."""
    real_root = root.resolve(strict=True)
    files: dict[str, File] = {}
    total = 0
    # Folders full of links to folders can be entered without end and without a single file.
    entries = count(1)
    for path, real in _walk(root, real_root, PurePosixPath(), frozenset({real_root}), entries):
        size = real.stat().st_size
        total += size
        _check_amount(len(files) + 1, total)
        files[str(path)] = File(size, _reader_of(real))
    return Tree(files)


def _walk(
    folder: Path, root: Path, at: PurePosixPath, entered: frozenset[Path], entries: Iterator[int]
) -> Iterator[tuple[PurePosixPath, Path]]:
    """Every regular file below, with the path that it is known by and where it really lies."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        _check_amount(next(entries), 0)
        if not PACKAGE_NAME.fullmatch(entry.name):
            continue
        path = at / entry.name
        try:
            real = Path(entry.path).resolve(strict=True)
        except (OSError, RuntimeError):
            raise unsafe(f"The link {path} leads nowhere.") from None
        if not real.is_relative_to(root):
            raise unsafe(f"{path} leads outside the package.")
        if real.is_dir():
            if real in entered:
                raise unsafe(f"The link {path} leads back to a folder that it lies in.")
            yield from _walk(real, root, path, entered | {real}, entries)
        elif real.is_file():
            yield path, real
        else:
            raise unsafe(f"{path} is neither a file nor a folder.")


def _reader_of(path: Path) -> Callable[[int], bytes]:
    def read(at_most: int) -> bytes:
        with path.open("rb") as stream:
            return stream.read(at_most)

    return read


# Zips -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Member:
    """An entry of a zip: a file, or a link to `target` (a path from the root)."""

    info: zipfile.ZipInfo
    target: PurePosixPath | None = None


def open_zip(source: Path | IO[bytes]) -> zipfile.ZipFile:
    """Open a zip that is small enough. PackageRefused for what is none."""
    size = source.stat().st_size if isinstance(source, Path) else source.seek(0, os.SEEK_END)
    if size > MAX_ARCHIVE_BYTES:
        raise unsafe(f"The zip is larger than {MAX_ARCHIVE_BYTES // 1024**2} MB.")
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise PackageRefused(Reason.UNREADABLE, f"The zip cannot be read: {error}") from None


def zip_tree(archive: zipfile.ZipFile) -> Tree:
    """The tree of a zip that is open, and must stay open while the tree is read."""
    members = _members(archive)
    links = {path: member.target for path, member in members.items() if member.target is not None}
    if len(links) > MAX_LINKS:
        raise unsafe(f"There are more than {MAX_LINKS:,} links.")
    files: dict[str, File] = {}
    total = 0
    for path, info in _resolved(members, links):
        total += info.file_size
        _check_amount(len(files) + 1, total)
        if all(PACKAGE_NAME.fullmatch(name) for name in path.parts):
            files[str(path)] = File(info.file_size, _member_reader(archive, info))
    return Tree(files)


def _members(archive: zipfile.ZipFile) -> dict[PurePosixPath, _Member]:
    """Every file and link of the zip by its checked path. Folders follow from them."""
    infos = archive.infolist()
    _check_amount(len(infos), sum(info.file_size for info in infos))
    members: dict[PurePosixPath, _Member] = {}
    folders: set[PurePosixPath] = set()
    for info in infos:
        path = _checked_path(info)
        mode = info.external_attr >> 16
        if info.is_dir() or stat.S_ISDIR(mode):
            folders.add(path)
            continue
        if path in members:
            raise unsafe(f"The zip has {path} twice.")
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFLNK):
            raise unsafe(f"{path} in the zip is neither a file, a folder nor a link.")
        target = _link_target(archive, info, path) if stat.S_ISLNK(mode) else None
        members[path] = _Member(info, target)
    folders |= {parent for path in members for parent in path.parents}
    if clash := folders & members.keys():
        raise unsafe(f"The zip has {min(clash)} both as a file and as a folder.")
    return members


def _checked_path(info: zipfile.ZipInfo) -> PurePosixPath:
    """The path of an entry; PackageRefused for one that is or may be read as leading elsewhere."""
    name = info.filename
    shown = name[:80].encode("unicode_escape").decode()
    # zipfile cuts names at a NUL and turns the system's separators round, so the name as stored counts as well.
    if info.orig_filename != name or "\\" in name or "\0" in name or len(name) > MAX_NAME_LENGTH:
        raise unsafe(f"The zip has an entry with an impossible name: {shown}")
    path = PurePosixPath(name)
    if path.is_absolute() or re.match(r"[A-Za-z]:", name):
        raise unsafe(f"The zip has an entry with an absolute path: {shown}")
    if not path.parts or ".." in name.split("/"):
        raise unsafe(f"The zip has an entry that leads outside it: {shown}")
    if info.flag_bits & 0x1:
        raise unsafe(f"The zip is encrypted: {shown}")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise unsafe(f"The zip uses a compression other than deflate: {shown}")
    return path


def _link_target(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: PurePosixPath) -> PurePosixPath:
    if info.file_size > MAX_NAME_LENGTH:
        raise unsafe(f"The link {path} in the zip is too long.")
    try:
        text = _member_reader(archive, info)(MAX_NAME_LENGTH).decode()
    except UnicodeDecodeError:
        raise unsafe(f"The link {path} in the zip leads nowhere.") from None
    return _joined(path.parent, text, path)


def _joined(folder: PurePosixPath, target: str, link: PurePosixPath) -> PurePosixPath:
    """`target` as seen from `folder`, with every `..` taken; PackageRefused where that leaves the zip."""
    if target.startswith("/") or "\\" in target or "\0" in target:
        raise unsafe(f"{link} leads outside the package.")
    parts = list(folder.parts)
    for part in PurePosixPath(target).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            raise unsafe(f"{link} leads outside the package.")
    return PurePosixPath(*parts)


def _resolved(
    members: Mapping[PurePosixPath, _Member], links: Mapping[PurePosixPath, PurePosixPath]
) -> Iterator[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Every file by each path that it can be reached by."""
    for path, member in sorted(members.items()):
        if member.target is None:
            yield path, member.info
            continue
        end = _follow(path, links)
        if (target := members.get(end)) is not None:
            yield path, target.info
            continue
        inside = [other for other in members if end in other.parents]
        if not inside:
            raise unsafe(f"The link {path} leads nowhere.")
        if end in path.parents:
            raise unsafe(f"The link {path} leads back to a folder that it lies in.")
        for other in inside:
            final = members.get(_follow(other, links))
            if final is None:
                raise unsafe(f"The link {path} leads to a folder with links to folders.")
            yield path / other.relative_to(end), final.info


def _follow(path: PurePosixPath, links: Mapping[PurePosixPath, PurePosixPath]) -> PurePosixPath:
    """Where a path ends when every link on the way is taken."""
    for _ in range(MAX_LINKS_FOLLOWED):
        on_the_way = next((step for step in (*reversed(path.parents), path) if step in links), None)
        if on_the_way is None:
            return path
        path = links[on_the_way] / path.relative_to(on_the_way)
    raise unsafe(f"The links at {path} lead round in a circle.")


def _member_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(at_most: int) -> bytes:
        try:
            with archive.open(info) as stream:
                return stream.read(at_most)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise PackageRefused(
                Reason.UNREADABLE, f"{info.filename} in the zip is damaged: {error}"
            ) from None
        except Exception as error:  # zlib.error has no name in the standard library's types
            raise PackageRefused(Reason.UNREADABLE, f"{info.filename} in the zip is damaged.") from error

    return read


def _check_amount(files: int, total_bytes: int) -> None:
    if files > MAX_FILES:
        raise unsafe(f"There are more than {MAX_FILES:,} files.")
    if total_bytes > MAX_TOTAL_BYTES:
        raise unsafe(f"Unpacked, it is larger than {MAX_TOTAL_BYTES // 1024**2} MB.")
