"""Packages come from strangers: nothing in one leads outside it, hides, or grows without bound."""

import io
import os
import stat
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsa.problems.package_format import PackageRefused, files, read_package
from dsa.problems.package_format.contents import Reason
from dsa.problems.package_format.zipped_tests import read_test_zip
from tests.dsa.problems.packages import package_files, write_folder, write_zip, zip_bytes

Hostile = Callable[[zipfile.ZipFile], None]


def entry(name: str, content: bytes = b"x", *, mode: int = 0) -> Hostile:
    def add(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("placeholder")
        # Past the constructor, which would tidy the name.
        info.filename = info.orig_filename = name
        info.create_system = 3
        info.external_attr = mode << 16
        archive.writestr(info, content)

    return add


def link(name: str, target: str) -> Hostile:
    return entry(name, target.encode(), mode=stat.S_IFLNK | 0o777)


HOSTILE: dict[str, list[Hostile]] = {
    "traversal": [entry("../outside.in")],
    "traversal deep inside": [entry("data/secret/../../../outside.in")],
    "absolute path": [entry("/etc/outside.in")],
    "drive": [entry("C:/outside.in")],
    "backslashes": [entry("data\\secret\\..\\..\\outside.in")],
    "the same name twice": [entry("data/secret/03.in"), entry("data/secret/03.in")],
    "the same name spelt twice": [entry("data/secret/03.in"), entry("data//secret/./03.in")],
    "a file that is a folder too": [entry("data/secret/01.in/x")],
    "a device": [entry("data/secret/03.in", mode=stat.S_IFCHR | 0o666)],
    "a pipe": [entry("data/secret/03.in", mode=stat.S_IFIFO | 0o666)],
    "a link to a host file": [link("data/secret/03.in", "/etc/passwd")],
    "a link out of the zip": [link("data/secret/03.in", "../../../etc/passwd")],
    "a link through a link out of the zip": [
        link("data/up", ".."),
        link("data/secret/03.in", "../up/../../x"),
    ],
    "a link to nothing": [link("data/secret/03.in", "nothing.in")],
    "a link to itself": [link("data/secret/03.in", "03.in")],
    "links in a circle": [link("data/secret/03.in", "04.in"), link("data/secret/04.in", "03.in")],
    "a link to the folder that it lies in": [link("data/secret/again", "../secret")],
    "a link whose target is no text": [entry("data/secret/03.in", b"\xff\xfe", mode=stat.S_IFLNK | 0o777)],
    "a link with an endless target": [link("data/secret/03.in", "a/" * 2000)],
    "an endless name": [entry("data/" + "a" * 5000)],
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_zip_is_refused(tmp_path: Path, case: str) -> None:
    path = write_zip(tmp_path / "twice.zip", package_files("2025-09"))
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")  # zipfile warns of a name that is there twice, and writes it
        for add in HOSTILE[case]:
            add(archive)
    with pytest.raises(PackageRefused) as refused:
        read_package(path)
    assert refused.value.reason == Reason.UNSAFE


def test_a_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    zeros = bytes(16 * 1024 * 1024)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(files.MAX_TOTAL_BYTES // len(zeros) + 1):
            archive.writestr(f"data/secret/{number}.in", zeros)
    assert path.stat().st_size < 20 * 1024 * 1024
    with pytest.raises(PackageRefused, match="Unpacked") as refused:
        read_package(path)
    assert refused.value.reason == Reason.UNSAFE


def test_a_zip_that_lies_about_a_size_is_refused(tmp_path: Path) -> None:
    content = zip_bytes(
        package_files("2025-09") | {"data/secret/03.in": b"7" * 1000, "data/secret/03.ans": b"1"}
    )
    # In the central directory, where zipfile reads the sizes.
    directory = content.rindex(b"PK\x01\x02", 0, content.rindex(b"data/secret/03.in"))
    lied = bytearray(content)
    lied[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    path = tmp_path / "twice.zip"
    path.write_bytes(lied)
    with pytest.raises(PackageRefused):
        read_package(path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 8)
    for path in (
        write_zip(tmp_path / "twice.zip", package_files("2025-09")),
        write_folder(tmp_path / "twice", package_files("2025-09")),
    ):
        with pytest.raises(PackageRefused, match="more than 8 files"):
            read_package(path)


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_bytes(package_files("2025-09")))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    path = tmp_path / "twice.zip"
    path.write_bytes(content)
    with pytest.raises(PackageRefused, match="encrypted"):
        read_package(path)


@given(st.binary(max_size=400), st.integers(0, 3000))
def test_no_damage_to_a_zip_does_more_than_refuse_it(noise: bytes, at: int) -> None:
    content = bytearray(
        zip_bytes(
            {"secret/1.in": b"1\n" * 50, "secret/1.ans": b"2\n", "sample/1.in": b"", "sample/1.ans": b""}
        )
    )
    content[at % len(content) : at % len(content) + len(noise)] = noise
    try:
        tests = read_test_zip(io.BytesIO(bytes(content)))
    except PackageRefused:
        return
    assert all(test.name.startswith(("sample/", "secret/")) and ".." not in test.name for test in tests)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("data/secret/03.in", "/etc/passwd"),
        ("data/secret/03.in", "../../../outside.txt"),
        ("data/more", "../.."),
        ("data/secret/03.in", "nothing"),
        ("data/secret/03.in", "03.in"),
        ("data/secret/again", "../secret"),
        ("data/secret/03.in", "/dev/zero"),
    ],
)
def test_a_link_in_a_folder_leads_nowhere_else(tmp_path: Path, name: str, target: str) -> None:
    (tmp_path / "outside.txt").write_text("secret of the host")
    folder = write_folder(tmp_path / "twice", package_files("2025-09"))
    (folder / name).symlink_to(target)
    with pytest.raises(PackageRefused) as refused:
        read_package(folder)
    assert refused.value.reason == Reason.UNSAFE


def test_a_pipe_in_a_folder_is_refused_unread(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "twice", package_files("2025-09"))
    os.mkfifo(folder / "data/secret/03.in")
    with pytest.raises(PackageRefused, match="neither a file nor a folder"):
        read_package(folder)


def test_folders_of_links_to_folders_end(tmp_path: Path) -> None:
    """Each of 30 folders leads twice to the next: two to the thirtieth ways, and not one file."""
    folder = write_folder(tmp_path / "twice", package_files("2025-09"))
    for number in range(30):
        (folder / f"d{number}").mkdir()
        for way in "ab":
            (folder / f"d{number}" / way).symlink_to(f"../d{number + 1}")
    (folder / "d30").mkdir()
    with pytest.raises(PackageRefused, match="more than"):
        read_package(folder)
