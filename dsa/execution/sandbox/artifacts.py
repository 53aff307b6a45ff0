"""Takes what a compiler made out of a sandbox, trusting nothing about it."""

import io
import tarfile
from pathlib import Path, PurePosixPath

MAX_FILES = 2000


class BadArtifact(Exception):
    """The archive holds something that no compiler makes. The message is for the author of the program."""


def unpack(archive: bytes, folder: Path) -> None:
    """Write the regular files of a tar archive below `folder`, which is empty.

    Names are taken apart here and nothing but plain files in plain folders is made, so neither a link nor a name can
    lead elsewhere.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
            members = tar.getmembers()
            if len(members) > MAX_FILES:
                raise BadArtifact(f"compiling made more than {MAX_FILES} files")
            for member in members:
                if member.isdir():
                    continue
                content = tar.extractfile(member) if member.isreg() else None
                name = PurePosixPath(member.name)
                if content is None or name.is_absolute() or ".." in name.parts:
                    raise BadArtifact("compiling made something other than plain files")
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:
                    file.write(content.read())
                target.chmod(0o755)
    except (tarfile.TarError, OSError, ValueError) as error:
        raise BadArtifact(f"what compiling made cannot be read: {type(error).__name__}") from error
    for made in folder.rglob("*"):
        if made.is_dir():
            made.chmod(0o755)
