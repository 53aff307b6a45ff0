"""What the editor helps with while somebody writes: words, a language server, other keys, formatting, and nothing."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from interviews.models import Interview, Invitation, StageTypeConfig
from rooms.document.store import document_at
from tests.e2e.code_panel import CodePanel, expect_one_document
from tests.e2e.conftest import LAPTOP, Inspect, OpenSession
from tests.e2e.dsa_page import DsaPage
from tests.e2e.room_page import RoomPage
from tests.e2e.suggestions import choose, suggestions, take
from tests.e2e.waiting import eventually

# In a turn of its own: what DevTools evaluates itself is allowed to.
TRY_EVAL = """() => new Promise((resolve) => setTimeout(() => {
  try { resolve(eval("1")); } catch (error) { resolve(error.name); }
}))"""
CHECKS_READY = re.compile("is checked as you type")
# The middle of the first of these words in the editor's line of this number, in the window.
PLACE_OF = """([word, line]) => {
  const row = document.querySelectorAll("#editor .cm-line")[line];
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const start = node.textContent.indexOf(word);
    if (start < 0) continue;
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, start + word.length);
    const { x, y, width, height } = range.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  }
  return null;
}"""
WORKERS_BY_NAME = "() => performance.getEntriesByType('resource').map(({ name }) => name)"


def assist(stage: StageTypeConfig, assistance: str) -> None:
    stage.dsa_config |= {"editorAssistance": assistance}
    stage.save()


def settings(page: Page, **chosen: str) -> None:
    """Choose in the dialog of the editor's settings, by the names of its fields."""
    page.get_by_role("button", name="Editor settings").click()
    dialog = page.get_by_role("dialog", name="Editor settings")
    for name, label in chosen.items():
        dialog.locator(f"select[name={name}]").select_option(label=label)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def checked(open_session: OpenSession) -> DsaPage:
    """Cara at work, with the checks of Python ready."""
    cara = open_session()
    cara.start()
    expect(cara.page.locator("#editor-checks-text")).to_have_text(CHECKS_READY)
    return cara


def worker_scripts(page: Page) -> list[str]:
    names: list[str] = [worker.url for worker in page.workers]
    return names


def expect_leaves_by_tab(cara: DsaPage) -> None:
    cara.code.focus()
    cara.page.keyboard.press("Escape")
    cara.page.keyboard.press("Tab")
    expect(cara.code).not_to_be_focused()


def expect_known(page: Page, words: str) -> None:
    """F4 shows what is known of the word at the cursor. The answer is dropped where the editor changed meanwhile."""
    tip = page.locator(".cm-lsp-hover-tooltip")

    def is_shown() -> bool:
        if any(words in text for text in tip.all_inner_texts()):
            return True
        page.keyboard.press("F4")
        return False

    def is_gone() -> bool:
        if tip.count() == 0:
            return True
        # What else is shown, such as a signature, goes first.
        page.keyboard.press("Escape")
        return False

    eventually(page, is_shown, f"{words} at the cursor")
    eventually(page, is_gone, "nothing of it after Escape")


def test_words_are_completed(open_session: OpenSession, stage_dsa: StageTypeConfig, inspect: Inspect) -> None:
    assist(stage_dsa, "words")
    cara = open_session()
    page = cara.page
    expect(page.locator("#welcome-assistance")).to_contain_text("completes keywords")
    expect(page.locator("#welcome-assistance")).to_contain_text("does not check code")
    cara.start()
    cara.write("longest_run = 3\n")
    page.keyboard.press("Control+End")
    page.keyboard.type("long")
    expect(suggestions(page).first).to_have_text("longest_run")

    # Enter begins a line, as it always did.
    page.keyboard.press("Enter")
    cara.expect_code("longest_run = 3\nlong\n")
    page.keyboard.type("impo")
    expect(suggestions(page).first).to_have_text("import")
    # The list of suggestions is open, with one of them chosen.
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Space")
    choose(page)
    inspect(page)


def test_python_is_checked(open_session: OpenSession) -> None:
    cara = open_session()
    page = cara.page
    expect(page.locator("#welcome-assistance")).to_contain_text("marks errors")
    cara.start()
    checks = page.locator("#editor-checks-text")
    expect(checks).to_have_text(CHECKS_READY)
    assert len([url for url in worker_scripts(page) if "python.worker" in url]) == 2

    cara.write("import heapq\n\nqueue = [3, 1]\nheapq.heapify(queue)\nprint(heapq.heappopp(queue))\n")
    mark = page.locator(".cm-lintRange-error")
    expect(mark).to_have_text("heappopp")
    mark.hover()
    tip = page.locator(".cm-tooltip .cm-diagnostic-error")
    expect(tip).to_contain_text("heappopp")
    expect(tip).to_contain_text("While you type")

    # From here on without a network.
    cara.recording.tolerate("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    cara.write("import heapq\n\nqueue = [3, 1]\nheapq.heapify(queue)\n")
    expect(mark).to_have_count(0)
    page.keyboard.press("Control+End")
    page.keyboard.type("heapq.heapp")
    take(page, "heappop")
    page.keyboard.type("(")
    signature = page.locator(".cm-lsp-signature-tooltip")
    expect(signature).to_contain_text("heap: list[")


def test_javascript_is_checked(open_session: OpenSession) -> None:
    cara = open_session()
    page = cara.page
    cara.start()
    cara.choose_language("javascript")
    checks = page.locator("#editor-checks-text")
    expect(checks).to_have_text("JavaScript is checked as you type")
    cara.write("const fs = require('fs');\nconst text = fs.readFileSync(0, 'utf8');\ntext.")
    page.keyboard.type("toUpp")
    take(page, "toUpperCase")
    expect(cara.code).to_contain_text("text.toUpperCase")
    cara.write("const once = 1;\nonce = 2;\n")
    mark = page.locator(".cm-lintRange-error")
    expect(mark).to_have_text("once")


def offer_typescript(page: Page, stage: StageTypeConfig) -> None:
    """As where its compiler is installed, which the editor has no need of."""
    stage.dsa_config["languages"].append("typescript")
    stage.save()

    def add(route: Route) -> None:
        answer = route.fetch()
        session = answer.json()
        if "typescript" not in [offered["language"] for offered in session["languages"]]:
            session["languages"].append(
                session["languages"][0] | {"language": "typescript", "label": "TypeScript"}
            )
            for problem in session["problems"]:
                problem["languages"].append("typescript")
                for limits in (problem["timeLimitSeconds"], problem["memoryLimitMb"]):
                    limits["typescript"] = limits["python"]
        route.fulfill(response=answer, json=session)

    page.route(re.compile(r"/v1/dsa/[^/]+(/start)?$"), add)


def test_typescript_is_checked(open_session: OpenSession, stage_dsa: StageTypeConfig) -> None:
    """Errors, members, signatures, and what is known of a word at the cursor."""
    cara = open_session()
    page = cara.page
    offer_typescript(page, stage_dsa)
    cara.start()
    cara.choose_language("typescript")
    expect(page.locator("#editor-checks-text")).to_have_text("TypeScript is checked as you type")
    cara.write("const total: number = 'one';\n")
    mark = page.locator(".cm-lintRange-error")
    expect(mark).to_have_text("total")
    mark.hover()
    expect(page.locator(".cm-tooltip .cm-diagnostic-error")).to_contain_text(
        "not assignable to type 'number'"
    )

    cara.write("const word: string = 'one';\nword.")
    page.keyboard.type("toUpp")
    take(page, "toUpperCase")
    expect(cara.code).to_contain_text("word.toUpperCase")
    page.keyboard.type("().padStart(")
    expect(page.locator(".cm-lsp-signature-tooltip")).to_contain_text("maxLength: number")
    page.keyboard.press("Escape")

    cara.write("interface Edge { weight: number }\nconst edge: Edge = { weight: 1 };\nedge.weight;\n")
    expect(mark).to_have_count(0)
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    expect_known(page, "const edge: Edge")


def test_what_is_known_of_a_word_is_shown_below_the_pointer(open_session: OpenSession) -> None:
    cara = checked(open_session)
    page = cara.page
    cara.write("import heapq\n\nheapq.heappush([3], 1)\n")
    expect(cara.code.locator(".cm-line").nth(2)).to_contain_text("heappush")
    tip = page.locator(".cm-lsp-hover-tooltip")
    left, top = page.evaluate(PLACE_OF, ["heappush", 2])
    page.mouse.move(left, top + 200)
    page.mouse.move(left, top, steps=3)
    expect(tip).to_contain_text("def heappush")
    # Documentation is shown as text: nothing in it leads or loads anywhere.
    expect(tip.locator("a, img, script, iframe")).to_have_count(0)
    page.mouse.move(5, 5)
    expect(tip).to_have_count(0)
    page.keyboard.press("Control+Home")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    for _ in range(8):
        page.keyboard.press("ArrowLeft")
    expect_known(page, "def heappush")


def test_f8_goes_to_an_error(open_session: OpenSession) -> None:
    cara = checked(open_session)
    page = cara.page
    cara.write("first = nothing_of_this_name\n")
    expect(page.locator(".cm-lintRange-error")).to_have_text("nothing_of_this_name")
    page.keyboard.press("F8")
    expect(page.locator(".cm-tooltip-lint, .cm-panel-lint").first).to_be_visible()


def test_a_server_that_cannot_be_had_is_told(open_session: OpenSession) -> None:
    cara = open_session()
    page = cara.page
    cara.recording.tolerate("Failed to load resource|ERR_FAILED")
    page.context.route("**/python.worker-*.js", lambda route: route.abort())
    cara.start()
    checks = page.locator("#editor-checks")
    expect(checks).to_contain_text("Checks for Python could not be loaded")
    # Words go on.
    cara.write("longest_run = 3\n")
    page.keyboard.press("Control+End")
    page.keyboard.type("long")
    expect(suggestions(page).first).to_have_text("longest_run")
    page.context.unroute("**/python.worker-*.js")
    checks.get_by_role("button", name="Try again").click()
    expect(checks).to_contain_text(CHECKS_READY)
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_none_is_none(open_session: OpenSession, stage_dsa: StageTypeConfig, language: str) -> None:
    assist(stage_dsa, "none")
    cara = open_session()
    page = cara.page
    expect(page.locator("#welcome-assistance")).to_contain_text("completes, checks and formats nothing")
    cara.start()
    cara.choose_language(language)
    cara.write("longest_run = 3\n")
    page.keyboard.press("Control+End")
    page.keyboard.type("long")
    page.keyboard.press("Control+Space")
    page.keyboard.press("Shift+Alt+F")
    page.keyboard.press("F4")
    expect(page.get_by_role("button", name="Format the code")).to_be_hidden()
    page.get_by_role("button", name="Editor settings").click()
    dialog = page.get_by_role("dialog", name="Editor settings")
    expect(dialog).to_contain_text("completes, checks and formats nothing")
    expect(dialog.get_by_label("Keys")).to_be_visible()
    expect(dialog.get_by_label("Suggestions come")).to_be_hidden()
    expect(dialog.get_by_label("Check code while I type")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(suggestions(page)).to_have_count(0)
    expect(page.locator("#editor-checks")).to_be_hidden()
    assert not page.workers
    fetched: list[str] = page.evaluate(WORKERS_BY_NAME)
    assert not [name for name in fetched if "worker" in name or "client-" in name]


def test_vim_and_emacs(open_session: OpenSession, inspect: Inspect) -> None:
    cara = open_session()
    page = cara.page
    cara.start()
    cara.write("one\ntwo\nthree\n")
    settings(page, keys="Vim")
    expect(page.locator(".cm-vim-panel")).to_be_visible()
    cara.code.focus()
    page.keyboard.type("ggddp")
    cara.expect_code("two\none\nthree\n")
    page.keyboard.type("u")
    page.keyboard.type("u")
    cara.expect_code("one\ntwo\nthree\n")
    page.keyboard.type("ggiX")
    page.keyboard.press("Escape")
    cara.expect_code("Xone\ntwo\nthree\n")
    page.keyboard.type(":w")
    page.keyboard.press("Enter")
    cara.expect_code("Xone\ntwo\nthree\n")
    inspect(page)
    page.set_viewport_size(LAPTOP)
    expect_leaves_by_tab(cara)

    # Chosen once: after a reload, and for other codes.
    cara.expect_saved()
    page.reload()
    cara.expect_at_work()
    expect(page.locator(".cm-vim-panel")).to_be_visible()
    cara.choose_language("java")
    expect(page.locator(".cm-vim-panel")).to_be_visible()
    cara.choose_language("python")

    settings(page, keys="Emacs")
    expect(page.locator(".cm-vim-panel")).to_have_count(0)
    cara.code.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+k")
    cara.expect_code("\ntwo\nthree\n")
    # What was killed comes back, as often as one likes and wherever the cursor is.
    page.keyboard.press("Control+y")
    cara.expect_code("Xone\ntwo\nthree\n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+a")
    # The word, and then the end of its line: both are killed into one.
    page.keyboard.press("Control+k")
    page.keyboard.press("Control+k")
    cara.expect_code("Xone\nthree\n")
    page.keyboard.press("Control+e")
    page.keyboard.press("Control+y")
    cara.expect_code("Xone\nthreetwo\n\n")
    inspect(page)
    page.set_viewport_size(LAPTOP)
    expect_leaves_by_tab(cara)


def test_what_a_person_chooses(open_session: OpenSession, inspect: Inspect) -> None:
    cara = open_session()
    page = cara.page
    cara.start()
    cara.write("def f():\n")
    page.keyboard.press("Control+End")
    settings(
        page,
        indent="2 spaces",
        colours="High contrast",
        accept="Tab or Enter",
        suggest="When I press Ctrl Space",
    )
    cara.code.focus()
    page.keyboard.type("pass")
    cara.expect_code("def f():\n  pass")
    expect(page.locator("#editor .cm-editor")).to_have_css("background-color", "rgb(0, 0, 0)")
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Editor settings").click()
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.keyboard.press("Escape")
    cara.save()
    page.reload()
    cara.expect_at_work()
    cara.write("longest_run = 3\n")
    page.keyboard.press("Control+End")
    page.keyboard.type("long")
    expect(suggestions(page)).to_have_count(0)
    page.keyboard.press("Control+Space")
    take(page, "longest_run")
    cara.expect_code("longest_run = 3\nlongest_run")

    # Several cursors, and folding.
    cara.write("alpha = 1\nalpha = 2\n")
    page.keyboard.press("Control+Home")
    for _ in range(2):
        page.keyboard.press("Control+d")
    page.keyboard.press("Control+d")
    page.keyboard.type("b")
    cara.expect_code("b = 1\nb = 2\n")
    cara.write("def f():\n  return 1\n")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+Shift+BracketLeft")
    expect(page.locator(".cm-foldPlaceholder")).to_be_visible()


FORMATTED = [
    ("python", "x = {  'a':37}\nif x :\n        print( x )", 'x = {"a": 37}\nif x:\n    print(x)\n'),
    ("java", "class Main{int f(){return 1;}}", "class Main {\n    int f() {\n        return 1;\n    }\n}\n"),
    ("cpp", "int main(){return 0;}", "int main() { return 0; }\n"),
    ("javascript", "const a=1;function f(){return a}", "const a = 1;\nfunction f() {\n  return a;\n}\n"),
]


def test_code_is_formatted_on_demand(open_session: OpenSession, stage_dsa: StageTypeConfig) -> None:
    assist(stage_dsa, "words")
    cara = open_session()
    page = cara.page
    cara.start()
    button = page.get_by_role("button", name="Format the code")
    for language, before, after in FORMATTED:
        cara.choose_language(language)
        cara.write(before)
        button.click()
        cara.expect_code(after)
    # Undo brings back what was there.
    cara.code.focus()
    page.keyboard.press("Control+z")
    cara.expect_code(FORMATTED[-1][1])
    page.keyboard.press("Shift+Alt+F")
    cara.expect_code(FORMATTED[-1][2])
    cara.write("const = ;")
    button.click()
    expect(page.locator("#notices")).to_contain_text("Not formatted")
    cara.expect_code("const = ;")


def test_two_people_complete_in_the_room(
    interview: Interview, ivans: RoomPage, caras: RoomPage, inspect: Inspect
) -> None:
    his, hers = CodePanel(ivans), CodePanel(caras)
    his.text.click()
    his.type("longest_run = 3\n")
    hers.expect_text("longest_run = 3\n")
    # A word that only the other has typed.
    hers.text.click()
    hers.page.keyboard.press("Control+End")
    hers.type("long")
    take(hers.page, "longest_run")
    his.expect_text("longest_run = 3\nlongest_run")
    assert not hers.page.workers

    hers.page.keyboard.type("  =  4\n")
    hers.page.get_by_role("button", name="Format the code").click()
    his.expect_text("longest_run = 3\nlongest_run = 4\n")
    # Vim for one of them, whose undo takes back her own.
    settings(hers.page, keys="Vim")
    expect(hers.page.locator(".cm-vim-panel")).to_be_visible()
    hers.text.focus()
    hers.page.keyboard.type("ggO# hers")
    hers.page.keyboard.press("Escape")
    his.expect_text("# hers\nlongest_run = 3\nlongest_run = 4\n")
    his.text.focus()
    his.page.keyboard.press("Control+End")
    his.type("# his")
    hers.expect_text("# hers\nlongest_run = 3\nlongest_run = 4\n# his")
    hers.page.keyboard.type("u")
    text = expect_one_document(interview, his, hers)
    assert "# his" in text
    assert "# hers" not in text
    assert document_at(interview.pk).code == text
    inspect(hers.page)
    hers.page.set_viewport_size(LAPTOP)
    hers.page.get_by_role("button", name="Editor settings").click()
    expect(hers.page.get_by_role("dialog", name="Editor settings")).to_contain_text("does not check code")
    inspect(hers.page)


def test_a_worker_may_load_only_from_this_site(open_session: OpenSession, cara_dsa: Invitation) -> None:
    cara = checked(open_session)
    page = cara.page
    (script, *_) = [url for url in worker_scripts(page) if "python.worker" in url]
    policy = page.request.get(script).headers["content-security-policy"]
    assert policy == "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
    of_page = page.request.get(page.url).headers["content-security-policy"]
    assert "unsafe-eval" not in of_page
    assert page.workers[0].evaluate(TRY_EVAL) == "EvalError"
