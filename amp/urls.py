"""Addresses of the whole product."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import path
from django.views.generic import TemplateView

from amp import views

urlpatterns = [
    path("", TemplateView.as_view(template_name="base.html"), name="start"),
    path("anmelden/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("abmelden/", auth.LogoutView.as_view(), name="logout"),
    path("kennwort/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("kennwort/geaendert/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("health/", views.health, name="health"),
    path("verwaltung/", admin.site.urls),
]
