"""The admin under its German name."""

from django.contrib.admin import AdminSite


class AmpAdminSite(AdminSite):
    site_header = "AMP · Verwaltung"
    site_title = "AMP"
    index_title = "Verwaltung"
    site_url = "/"
