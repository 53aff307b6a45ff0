"""The page that shows a token or a secret, the one time that it can be seen."""

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache

from interviews.admin.display import copyable


@never_cache
def show_once(
    request: HttpRequest, site: AdminSite, subject: Model, *, title: str, label: str, text: str, advice: str
) -> HttpResponse:
    """In the answer itself, so that it stands in no session, no message and no address."""
    return TemplateResponse(
        request,
        "admin/integrations/shown_once.html",
        {
            **site.each_context(request),
            "title": title,
            "subject": subject,
            "opts": subject._meta,
            "label": label,
            "field": copyable(text, name=label, element_id="shown-once"),
            "advice": advice,
        },
    )
