"""Everything under /cuenta/. allauth's names are kept, so that its flows find their way; its paths are Spanish here."""

from allauth.mfa.recovery_codes.views import download_recovery_codes
from django.urls import include, path

from portal.accounts.views import pages, profile

allauth_pages = [
    path("entrar/", pages.LoginView.as_view(), name="account_login"),
    path("salir/", pages.LogoutView.as_view(), name="account_logout"),
    path("suspendida/", pages.InactiveView.as_view(), name="account_inactive"),
    path("registro/", pages.SignupView.as_view(), name="account_signup"),
    path("codigo/", pages.ConfirmCodeView.as_view(), name="account_email_verification_sent"),
    path("confirmar/", pages.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("correo/", pages.EmailView.as_view(), name="account_email"),
    path("contrasena/", pages.PasswordChangeView.as_view(), name="account_change_password"),
    path("contrasena/nueva/", pages.PasswordSetView.as_view(), name="account_set_password"),
    path("contrasena/olvidada/", pages.PasswordResetView.as_view(), name="account_reset_password"),
    path(
        "contrasena/olvidada/codigo/",
        pages.ConfirmPasswordResetCodeView.as_view(),
        name="account_confirm_password_reset_code",
    ),
    path(
        "contrasena/olvidada/nueva/",
        pages.CompletePasswordResetView.as_view(),
        name="account_complete_password_reset",
    ),
    path(
        "contrasena/olvidada/lista/",
        pages.PasswordResetDoneView.as_view(),
        name="account_password_reset_completed",
    ),
    path("seguridad/", pages.SecondFactorIndexView.as_view(), name="mfa_index"),
    path("seguridad/codigo/", pages.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("seguridad/confirmar/", pages.SecondFactorReauthenticateView.as_view(), name="mfa_reauthenticate"),
    path("seguridad/aplicacion/", pages.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("seguridad/aplicacion/quitar/", pages.DeactivateAppView.as_view(), name="mfa_deactivate_totp"),
    path("seguridad/respaldo/", pages.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("seguridad/respaldo/nuevos/", pages.GenerateRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("seguridad/respaldo/archivo/", download_recovery_codes, name="mfa_download_recovery_codes"),
]

own_pages = [
    path("", profile.profile, name="profile"),
    path("datos/", profile.edit_profile, name="edit_profile"),
    path("consentimientos/<slug:purpose>/dar/", profile.give_consent, name="give_consent"),
    path("consentimientos/<int:pk>/retirar/", profile.withdraw_consent, name="withdraw_consent"),
]

urlpatterns = [
    path("", include(allauth_pages)),
    path("", include((own_pages, "accounts"))),
]
