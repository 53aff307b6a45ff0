"""Django's admin app with our site. Loaded before any model, and so apart from the site itself."""

from django.contrib.admin.apps import AdminConfig


class TalentSyncAdminConfig(AdminConfig):
    default_site = "interviews.admin_site.TalentSyncAdminSite"
