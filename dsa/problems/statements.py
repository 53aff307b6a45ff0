"""From a statement's Markdown to HTML that is safe to show to anybody.

CommonMark with tables, footnotes and TeX mathematics between dollar signs, which becomes MathML: browsers draw it
without a script or a font of ours. Whatever the Markdown says, the result holds no script, style, form or address of
another host: nh3 lets through only what is listed here.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

import latex2mathml.converter
import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

# Kinds of image that a statement may show, by the ends of their names.
IMAGE_TYPES: Mapping[str, str] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",  # inside <img> a browser runs no script of it and fetches nothing for it
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HTML_TAGS = _words(
    "a abbr b blockquote br caption center code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 "
    "h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strike strong sub summary sup table tbody td "
    "tfoot th thead tr tt u ul var"
)
MATH_TAGS = _words(
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle "
    "msub msubsup msup mtable mtd mtext mtr munder munderover none"
)
MATH_ATTRIBUTES = _words(
    "accent accentunder columnalign columnlines columnspacing depth display displaystyle fence form frame height "
    "largeop linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation rowlines rowspacing "
    "rspace scriptlevel separator stretchy symmetric voffset width"
)
HTML_ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "img": {"src", "alt", "title"},
    "li": {"id", "class", "value"},
    "ol": {"start", "type"},
    "span": {"class"},
    "div": {"class"},
    "section": {"class"},
    "sup": {"class"},
    "hr": {"class"},
    "code": {"class"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
}
FOOTNOTE_ID = re.compile(r"fn(?:ref)?\d+(?::\d+)?")
OUR_CLASSES = re.compile(r"footnote[\w-]*|math|inline|block|math-unread|language-[\w+-]+")
ALIGNMENT = re.compile(r"text-align: ?(left|right|center)")
_EMPTY_HEAD = re.compile(r"<thead>\s*<tr>\s*(?:<th[^>]*></th>\s*)+</tr>\s*</thead>")
# Browsers break a line between a formula and the full stop after it.
_INLINE_END = re.compile(
    r'<span class="math inline"><math display="inline">(?:(?!</math>).)*</math></span>[.,;:!?)]+', re.DOTALL
)
MAX_FORMULA_LENGTH = 5_000


def render(markdown: str, images: Mapping[str, bytes] | None = None) -> SafeString:
    """The statement as HTML. `images` are the files that it may show, by name; others leave their words only."""
    cleaned = _clean(_markdown().render(markdown), images or {})
    # Markdown's tables have a head, which authors leave empty where they want none.
    cleaned = _EMPTY_HEAD.sub("", cleaned)
    # Nothing comes out but what nh3 has just cleaned, and a tag of ours around some of it.
    return mark_safe(_INLINE_END.sub(r'<span class="math-end">\g<0></span>', cleaned))  # noqa: S308


def _clean(html: str, images: Mapping[str, bytes]) -> str:
    def filtered(tag: str, attribute: str, value: str) -> str | None:
        return _filter_attribute(tag, attribute, value, images)

    return nh3.clean(
        html,
        tags=set(HTML_TAGS | MATH_TAGS),
        attributes={**HTML_ATTRIBUTES, **{tag: set(MATH_ATTRIBUTES) for tag in MATH_TAGS}},
        attribute_filter=filtered,
        clean_content_tags={"script", "style", "iframe", "object", "embed", "template"},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def _filter_attribute(tag: str, attribute: str, value: str, images: Mapping[str, bytes]) -> str | None:
    """What becomes of one attribute that its list lets through; None takes it away."""
    match attribute:
        case "src":
            return _data_url(value, images)
        case "id":
            return value if FOOTNOTE_ID.fullmatch(value) else None
        case "style":
            found = ALIGNMENT.fullmatch(value.strip().rstrip(";"))
            return found.group(0) if found else None
        case "class":
            return " ".join(name for name in value.split() if OUR_CLASSES.fullmatch(name)) or None
    return value


def _data_url(name: str, images: Mapping[str, bytes]) -> str | None:
    content = images.get(name.removeprefix("./"))
    kind = IMAGE_TYPES.get(name[name.rfind(".") :].lower())
    if content is None or kind is None:
        return None
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


@cache
def _markdown() -> MarkdownIt:
    # Raw HTML is part of CommonMark, so it is read here and cleaned with all the rest.
    reader = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
        .use(
            dollarmath_plugin,
            allow_labels=False,
            allow_digits=False,
            double_inline=True,
            renderer=_mathematics,
        )
    )
    # The plugin would put a <div> here, which ends the paragraph around it.
    reader.add_render_rule("math_inline_double", _displayed_in_paragraph)
    return reader


def _displayed_in_paragraph(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, environment: EnvType
) -> str:
    return f'<span class="math block">{_mathematics(tokens[index].content, {"display_mode": True})}</span>'


def _mathematics(tex: str, options: Mapping[str, Any]) -> str:
    """A formula as MathML; one that cannot be read stands there as it was written."""
    display = "block" if options.get("display_mode") else "inline"
    if len(tex) <= MAX_FORMULA_LENGTH:
        try:
            # Cleaned by itself: a tag inside \text{} must not swallow what follows the formula.
            return _clean(latex2mathml.converter.convert(tex, display=display), {})
        except Exception:  # noqa: S110  it raises whatever its reader ran into, RecursionError included
            pass
    return f'<code class="math-unread">{escape(tex)}</code>'
