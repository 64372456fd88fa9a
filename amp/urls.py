"""Addresses of the whole product."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from amp import views
from amp.sign_in import SignInForm

urlpatterns = [
    path(
        "anmelden/",
        auth.LoginView.as_view(redirect_authenticated_user=True, authentication_form=SignInForm),
        name="login",
    ),
    path("abmelden/", login_not_required(auth.LogoutView.as_view()), name="logout"),
    path("kennwort/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("kennwort/geaendert/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("health/", views.health, name="health"),
    path("verwaltung/", admin.site.urls),
    path("", include("workspace.urls")),  # first: some of its addresses look like that of a Jobcenter
    path("", include("programmes.urls")),
    path("", include("budget.urls")),
    path("", include("proposals.urls")),
]
