"""What recruiters may do with problems and sessions. `interviews.permissions` grants it."""

from typing import Final

from interviews.models.user import RECRUITERS

MODELS: Final = (
    "problem",
    "problemlanguage",
    "solution",
    "statementimage",
    "statementtranslation",
    "testcase",
    "validatorfile",
)
PERMISSIONS: Final[dict[str, tuple[str, ...]]] = {
    RECRUITERS: (
        *(f"{act}_{model}" for model in MODELS for act in ("add", "change", "delete", "view")),
        "view_problemcheck",
        # Adding one is having the submissions to a problem compared.
        *(f"{act}_similarityreport" for act in ("add", "view")),
        *(
            f"{act}_{model}"
            for model in ("interviewproblem", "stageproblem")
            for act in ("add", "change", "delete", "view")
        ),
        # Changing one is granting time, reopening, finishing; of a submission, judging it again.
        *(f"{act}_{model}" for model in ("dsasession", "submission") for act in ("change", "view")),
    ),
}
