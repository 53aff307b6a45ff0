"""A real worker judges what is submitted, once, whatever happens to it, to the broker and to the database."""

from dsa.execution import Verdict
from dsa.models import Judgement
from dsa.vocabulary import SubmissionKind
from interviews.models import Interview
from tests.dsa.conftest import StartWorker, Submit
from tests.dsa.workers import eventually


def test_run_and_submission(dsa_interview: Interview, submit: Submit, start_worker: StartWorker) -> None:
    start_worker()

    ran, submitted = submit(kind=SubmissionKind.RUN), submit()

    assert eventually(lambda: not Judgement.objects.unfinished().exists())
    assert {ran.latest_judgement.verdict, submitted.latest_judgement.verdict} == {Verdict.AC}
    dsa_interview.refresh_from_db()
    assert [entry["score"] for entry in dsa_interview.stage_data["dsaSubmissions"]] == [100]
