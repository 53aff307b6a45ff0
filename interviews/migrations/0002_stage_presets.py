"""The stages that every installation starts with."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DSA_CONFIG = {
    "proctoringEnabled": False,
    "snapshotIntervalSeconds": 30,
    "cameraRequired": False,
    "durationMinutes": 90,
    "languages": ["python", "cpp", "java", "javascript"],
    "editorAssistance": "full",
}

PRESETS: dict[str, dict[str, Any]] = {
    "live_technical": {
        "name": "Technical interview",
        "mode": "live",
        "default_duration_minutes": 60,
        "tools_config": {"video": True, "codeEditor": True, "whiteboard": True},
        "dsa_config": DSA_CONFIG,
    },
    "live_hr": {
        "name": "HR interview",
        "mode": "live",
        "default_duration_minutes": 45,
        "tools_config": {"video": True, "codeEditor": False, "whiteboard": False},
        "dsa_config": DSA_CONFIG,
    },
    "technical_dsa": {
        "name": "Coding session",
        "mode": "dsa",
        "default_duration_minutes": 90,
        "tools_config": {"video": False, "codeEditor": False, "whiteboard": False},
        "dsa_config": DSA_CONFIG,
    },
}


def install_presets(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Create the stages that are missing; a stage that a recruiter has changed stays as it is."""
    stages = apps.get_model("interviews", "StageTypeConfig")
    for key, values in PRESETS.items():
        stages.objects.get_or_create(key=key, defaults=values)


def remove_unused_presets(apps: Apps, schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Take back the stages that nothing refers to."""
    stages = apps.get_model("interviews", "StageTypeConfig")
    stages.objects.filter(key__in=PRESETS, interviews=None, bank=None).delete()


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_initial")]
    operations = [migrations.RunPython(install_presets, remove_unused_presets)]
