"""TalentSync's own admin site, in place of Django's default one."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class TalentSyncAdminSite(AdminSite):
    """For recruiters; superusers see the same and the accounts."""

    site_header = "TalentSync"
    site_title = "TalentSync"
    index_title = "Interviews"


class TalentSyncAdminConfig(AdminConfig):
    default_site = "interviews.admin_site.TalentSyncAdminSite"
