"""A function problem is compared with its expected outputs, so it has no output validator."""

import pytest
from django.core.exceptions import ValidationError

from dsa.choices import OutputValidation
from dsa.models import Problem


@pytest.mark.parametrize("kind", [OutputValidation.CUSTOM, OutputValidation.INTERACTIVE])
def test_signature_and_output_validator_exclude_each_other(kind: OutputValidation) -> None:
    problem = Problem(function_signature="twice(number: int) -> int", output_validation=kind)
    with pytest.raises(ValidationError) as refused:
        problem.clean()
    assert list(refused.value.message_dict) == ["function_signature"]
    problem.output_validation = OutputValidation.DEFAULT
    problem.clean()
