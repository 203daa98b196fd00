"""The addresses of the pages. A write's address is a noun that is made by POST."""

from allauth.account import views as allauth
from django.urls import path, re_path
from django.views.generic import RedirectView

from counterfoil.web import account, assets, health, uploads
from counterfoil.web.agent import assignment, closure, escalation, note, progress, queue, reply, resolution, triage
from counterfoil.web.agent import ticket as desk_ticket
from counterfoil.web.portal import confirmation, home, link, rating, requests, submit
from counterfoil.web.portal import ticket as own_ticket

handler400 = "counterfoil.web.errors.bad_request"
handler403 = "counterfoil.web.errors.denied"
handler404 = "counterfoil.web.errors.not_found"
handler500 = "counterfoil.web.errors.failed"

PORTAL = [
    path("", home.show, name="home"),
    path("new", submit.show, name="submit"),
    path("new/promise", submit.promise, name="promise"),
    path("new/sent", submit.sent, name="sent"),
    path("requests", requests.show, name="requests"),
    path("r/<slug:reference>", own_ticket.show, name="request"),
    path("r/<slug:reference>/replies", own_ticket.answer, name="request_answer"),
    path("r/<slug:reference>/confirmation", confirmation.create, name="request_confirmation"),
    path("r/<slug:reference>/rating", rating.create, name="request_rating"),
    path("r/<slug:reference>/link", link.renew, name="request_link"),
    path("r/<slug:reference>/k/<str:token>", link.follow, name="request_by_link"),
]
DESK = [
    path("q/<slug:view>", queue.show, name="queue"),
    path("t/<slug:reference>", desk_ticket.show, name="ticket"),
    path("t/<slug:reference>/triage", triage.create, name="ticket_triage"),
    path("t/<slug:reference>/assignment", assignment.create, name="ticket_assignment"),
    path("t/<slug:reference>/suggestion", assignment.suggest, name="ticket_suggestion"),
    path("t/<slug:reference>/assignment/mine", assignment.take, name="ticket_take"),
    path("t/<slug:reference>/transfer", assignment.transfer, name="ticket_transfer"),
    path("t/<slug:reference>/work", progress.work, name="ticket_work"),
    path("t/<slug:reference>/awaiting", progress.wait, name="ticket_awaiting"),
    path("t/<slug:reference>/interactions", progress.contact, name="ticket_interactions"),
    path("t/<slug:reference>/replies", reply.create, name="ticket_replies"),
    path("t/<slug:reference>/notes", note.create, name="ticket_notes"),
    path("t/<slug:reference>/escalation", escalation.create, name="ticket_escalation"),
    path("t/<slug:reference>/resolution", resolution.create, name="ticket_resolution"),
    path("t/<slug:reference>/closure", closure.create, name="ticket_closure"),
    path("t/<slug:reference>/reopening", closure.undo, name="ticket_reopening"),
]
# Only what our accounts need: nobody signs up here, and an address changes by an administrator.
ACCOUNTS = [
    path("setup/<str:token>", account.setup, name="setup"),
    path("theme", account.theme, name="theme"),
    path("accounts/login/", allauth.login, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/reset/", allauth.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
urlpatterns = [
    *PORTAL,
    *DESK,
    *ACCOUNTS,
    path("files/<slug:handle>", uploads.show, name="file"),
    path("look/<slug:digest>/<str:name>", assets.show, name="asset"),
    path("health", health.show, name="health"),
]
