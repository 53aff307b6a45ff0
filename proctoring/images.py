"""Turns what somebody uploaded into a picture that is safe to keep and to show. Knows no rows and no files."""

import io
import struct
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from proctoring.choices import RejectCode

JPEG_MAGIC: Final = b"\xff\xd8\xff"
PNG_MAGIC: Final = b"\x89PNG\r\n\x1a\n"
FORMATS: Final = ("JPEG", "PNG")

# A camera of 12 megapixels fits; a bomb of a few kilobytes that unfolds to gigabytes does not.
MAX_PIXELS: Final = 16_000_000
MAX_SIDE: Final = 1280
THUMBNAIL_SIDE: Final = 240
QUALITY: Final = 80
THUMBNAIL_QUALITY: Final = 70

# What Pillow's decoders raise for bytes that are not what they seem.
DECODING_ERRORS: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError, IndexError)


class Unusable(Exception):
    """The upload is no picture that can be kept."""

    def __init__(self, code: RejectCode) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew from its pixels: JPEG, no metadata, nothing behind its end."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def looks_like_picture(start: bytes) -> bool:
    """Whether the first bytes are those of a JPEG or PNG, whatever name or type came with them."""
    return start.startswith((JPEG_MAGIC, PNG_MAGIC))


def picture_from(upload: bytes) -> Picture:
    """Decode all of it and encode it anew. Raises Unusable."""
    image = _decoded(upload)
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(
        content=_encoded(image, QUALITY),
        thumbnail=_encoded(small, THUMBNAIL_QUALITY),
        width=image.width,
        height=image.height,
    )


def _decoded(upload: bytes) -> Image.Image:
    """The pixels alone, upright."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb that is not huge, and of harmless oddities: the size is checked below.
            warnings.simplefilter("ignore")
            # A list of formats: all other decoders stay out of reach of uploads.
            with Image.open(io.BytesIO(upload), formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Unusable(RejectCode.TOO_MANY_PIXELS)
                image.load()
                upright = ImageOps.exif_transpose(image)
                return _without_metadata(upright)
    except Image.DecompressionBombError as error:
        raise Unusable(RejectCode.TOO_MANY_PIXELS) from error
    except DECODING_ERRORS as error:
        is_cut = "truncated" in str(error).lower() or isinstance(error, EOFError)
        raise Unusable(RejectCode.TRUNCATED if is_cut else RejectCode.UNDECODABLE) from error


def _without_metadata(image: Image.Image) -> Image.Image:
    """A new image with the same pixels, because Pillow carries a file's info along with conversions."""
    pixels = image.convert("RGB")
    bare = Image.new("RGB", pixels.size)
    bare.paste(pixels)
    return bare


def _encoded(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()
