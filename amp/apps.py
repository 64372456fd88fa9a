from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class AmpConfig(AppConfig):
    name = "amp"
    verbose_name = "Arbeitsmarkt- und Integrationsprogramm"


class AmpAdminConfig(AdminConfig):
    default_site = "amp.admin_site.AmpAdminSite"
