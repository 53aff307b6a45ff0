"""Statements become HTML that shows what was written and does nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsa.problems.statements import render

PIXEL = b"\x89PNG\r\n"


def test_shows_markdown_tables_and_footnotes() -> None:
    html = render("# Title\n\n| a | b |\n|---|:-:|\n| 1 | *2* |\n\nText[^1] ~~gone~~\n\n[^1]: Below.\n")
    assert "<h1>Title</h1>" in html
    assert '<td style="text-align:center"><em>2</em></td>' in html
    assert '<a href="#fn1" id="fnref1"' in html
    assert '<li id="fn1"' in html
    assert "<s>gone</s>" in html


def test_a_table_whose_head_is_empty_has_none() -> None:
    html = render("| | |\n| --- | :---: |\n| a | b |\n\n| x | |\n| --- | --- |\n| c | d |\n")
    assert html.count("<table>") == 2
    assert html.count("<thead>") == 1


def test_a_formula_and_the_full_stop_after_it_stay_on_one_line() -> None:
    html = render("From $x$ to $y$. Then (as $z$): `$y$.`")
    assert html.count('<span class="math-end"><span class="math inline"><math') == 2
    assert "</math></span>.</span> Then" in html
    assert "</math></span>):</span>" in html


def test_turns_mathematics_into_mathml() -> None:
    html = render("For $n \\le 10^5$:\n\n$$\\sum_{i=1}^n a_i$$\n")
    assert (
        '<math display="inline"><mrow><mi>n</mi><mo>≤</mo><msup><mn>10</mn><mn>5</mn></msup></mrow></math>'
        in html
    )
    assert '<math display="block">' in html
    assert "<munderover>" in html


@pytest.mark.parametrize("text", ["It costs $5 or $6.", "a $ b", r"\$n\$"])
def test_leaves_dollars_of_prose_alone(text: str) -> None:
    assert "<math" not in render(text)


def test_shows_a_formula_that_cannot_be_read_as_it_was_written() -> None:
    html = render("Before $\\left( x$ after.")
    assert '<code class="math-unread">\\left( x</code>' in html
    assert "after." in html


def test_a_tag_inside_a_formula_swallows_nothing() -> None:
    html = render("$\\text{<script>}$ **goes on**")
    assert "<script" not in html
    assert "<strong>goes on</strong>" in html


def test_an_endless_formula_is_not_even_tried() -> None:
    assert "math-unread" in render("$" + "{" * 6000 + "x$")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "<iframe src='//evil.example'></iframe>",
        "<style>body{display:none}</style>",
        "<form action='//evil.example'><input name=a></form>",
        "<td style='position:fixed'>x</td>",
        "<math><mtext><script>alert(1)</script></mtext></math>",
        "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
        "<base href='//evil.example'>",
        "<meta http-equiv=refresh content='0;//evil.example'>",
        '<p id="admin-form" class="module">x</p>',
    ],
)
def test_lets_nothing_hostile_through(hostile: str) -> None:
    html = render(f"Before\n\n{hostile}\n\nAfter")
    assert "Before" in html
    assert "After" in html
    tags = " ".join(re.findall(r"<[^>]*>", html))
    for trace in (
        "script",
        "onerror",
        "onload",
        "onbegin",
        "evil",
        "iframe",
        "style",
        "form",
        "position",
        "admin-",
    ):
        assert trace not in tags


def test_images_come_from_the_problem_alone() -> None:
    html = render(
        "![ours](fig.png) ![theirs](https://evil.example/x.png) ![none](other.png) ![text](notes.txt)",
        {"fig.png": PIXEL, "notes.txt": b"x"},
    )
    assert html.count("src=") == 1
    assert 'src="data:image/png;base64,' in html
    assert "evil.example" not in html
    assert 'alt="theirs"' in html


@given(st.text(max_size=300))
def test_no_text_at_all_brings_a_tag_that_is_not_listed(text: str) -> None:
    html = render(text)
    names = {name.lower() for name in re.findall(r"<\s*/?\s*([a-zA-Z][\w:-]*)", html)}
    assert not names & {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "svg",
        "base",
        "meta",
        "link",
    }


@given(
    st.lists(
        st.sampled_from(
            ["<", ">", "script", "/", '"', "'", "=", "onerror", " ", "img", "$", "\\text{", "}", "src"]
        )
    )
)
def test_no_mixture_of_dangerous_pieces_brings_a_handler(pieces: list[str]) -> None:
    html = render("".join(pieces))
    for tag in re.findall(r"<[a-zA-Z][^>]*>", html):
        assert not re.search(r"\bonerror\s*=|<script", tag)
