"""Code that is kept while it is being written."""

from dsa.models import Draft
from tests.dsa.api.candidate import Candidate, refusal


def draft(source: str, base: int, language: str = "python") -> dict[str, object]:
    return {"language": language, "sourceCode": source, "baseVersion": base}


def test_draft_is_there_again(cara_working: Candidate) -> None:
    saved = cara_working.put("/drafts/mirror", draft("a = 1\n", 0))
    assert saved.status_code == 200
    body = saved.json()
    assert (body["problemId"], body["language"], body["sourceCode"]) == ("mirror", "python", "a = 1\n")
    assert body["version"] == 1
    assert cara_working.get("/drafts").json() == {"drafts": [body]}


def test_versions_count_up(cara_working: Candidate) -> None:
    versions = [
        cara_working.put("/drafts/mirror", draft(source, base)).json()["version"]
        for base, source in enumerate(["a", "ab", "", "abc"])
    ]
    assert versions == [1, 2, 3, 4]


def test_problems_and_languages_have_drafts_of_their_own(cara_working: Candidate) -> None:
    for key, language in (("mirror", "python"), ("mirror", "cpp"), ("shout", "python")):
        assert cara_working.put(f"/drafts/{key}", draft("x", 0, language)).json()["version"] == 1
    kept = cara_working.get("/drafts").json()["drafts"]
    assert {(one["problemId"], one["language"]) for one in kept} == {
        ("mirror", "python"),
        ("mirror", "cpp"),
        ("shout", "python"),
    }


def test_two_devices(cara_working: Candidate) -> None:
    """The one that was not up to date is shown what is stored, and may then go on from there."""
    cara_working.put("/drafts/mirror", draft("first", 0))
    on_phone = cara_working.put("/drafts/mirror", draft("phone", 1)).json()
    answer = cara_working.put("/drafts/mirror", draft("laptop", 1))
    assert refusal(answer) == (409, "draft_conflict")
    assert answer.json()["current"] == on_phone
    assert cara_working.put("/drafts/mirror", draft("both", 2)).json()["version"] == 3


def test_saved_again_unchanged_is_no_conflict(cara_working: Candidate) -> None:
    """As when the answer to a save was lost on the way."""
    cara_working.put("/drafts/mirror", draft("same", 0))
    assert cara_working.put("/drafts/mirror", draft("same", 0)).json()["version"] == 1


def test_others_see_nothing_of_it(cara_working: Candidate, mallory_working: Candidate) -> None:
    cara_working.put("/drafts/mirror", draft("hers", 0))
    assert mallory_working.get("/drafts").json() == {"drafts": []}
    assert mallory_working.put("/drafts/mirror", draft("his", 0)).json()["version"] == 1
    assert Draft.objects.count() == 2


def test_language_that_is_not_offered(cara_working: Candidate) -> None:
    answer = cara_working.put("/drafts/shout", draft("x", 0, "javascript"))
    assert refusal(answer) == (409, "language_not_offered")
