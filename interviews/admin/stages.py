"""The kinds of interview that the company holds."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest

from interviews.admin.display import NOTHING
from interviews.admin.questions import BankInline, save_questions
from interviews.admin.requests import acting_user
from interviews.hooks import stage_inlines
from interviews.models import InterviewQuestion, StageTypeConfig


@admin.register(StageTypeConfig)
class StageAdmin(admin.ModelAdmin[StageTypeConfig]):
    """Both configurations are entered through controls drawn from their schemas."""

    class Media:
        js = ["admin_talentsync/stage.js"]

    list_display = ["name", "mode", "minutes", "tools", "bank_size", "is_active"]
    list_filter = ["mode", "is_active"]
    search_fields = ["name", "key"]
    prepopulated_fields = {"key": ["name"]}
    inlines = [BankInline]
    fieldsets = [
        (None, {"fields": ["name", "key", "mode", "is_active"]}),
        (
            "Live room",
            {
                "fields": ["default_duration_minutes", "admission", "tools_config", "scorecard_config"],
                "description": "Counts where the stage is held in a live room.",
                "classes": ["stage-live"],
            },
        ),
        (
            "Coding session",
            {
                "fields": ["dsa_config"],
                "description": "Counts where the stage is a coding session.",
                "classes": ["stage-dsa"],
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: StageTypeConfig | None = None) -> list[str]:
        # Programs name a stage by its key, so it is given once.
        return ["key"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: StageTypeConfig | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[StageTypeConfig]:
        return super().get_queryset(request).annotate(bank_count=models.Count("bank"))

    @admin.display(description="usual minutes")
    def minutes(self, stage: StageTypeConfig) -> int:
        return stage.usual_minutes

    @admin.display(description="tools")
    def tools(self, stage: StageTypeConfig) -> str:
        rules = StageTypeConfig._meta.get_field("tools_config").schema["properties"]
        offered = [rules[name]["title"] for name, is_on in stage.tools_config.items() if is_on]
        return ", ".join(offered) or NOTHING

    @admin.display(description="questions in the bank", ordering="bank_count")
    def bank_size(self, stage: Any) -> int:
        size: int = stage.bank_count
        return size

    def get_inlines(
        self, request: HttpRequest, obj: StageTypeConfig | None
    ) -> list[type[InlineModelAdmin[Any, Any]]]:
        return [*self.inlines, *(each.inline for each in stage_inlines)]

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[StageTypeConfig],
        formset: BaseInlineFormSet[Any, Any, Any],
        change: bool,
    ) -> None:
        savers = {InterviewQuestion: save_questions} | {
            each.inline.model: each.save for each in stage_inlines
        }
        savers[formset.model](formset, actor=acting_user(request))
