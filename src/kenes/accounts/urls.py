from django.urls import path

from kenes.accounts.views import entrance, own, people

app_name = "accounts"
urlpatterns = [
    path("accept/<str:token>/", entrance.accept, name="accept"),
    path("second-factor/needed/", entrance.second_factor, name="second_factor"),
    path("", own.profile, name="profile"),
    path("name/", own.rename, name="rename"),
    path("sessions/", own.sessions, name="sessions"),
    path("sessions/others/end/", own.end_other_sessions, name="end_other_sessions"),
    path("sessions/<int:pk>/end/", own.end_session, name="end_session"),
    path("people/", people.people_list, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/disable/", people.disable, name="disable"),
    path("people/<int:pk>/enable/", people.enable, name="enable"),
    path("people/<int:pk>/recover/", people.recovery_ask, name="recovery_ask"),
    path("recoveries/<int:pk>/", people.recovery_confirm, name="recovery_confirm"),
    path("recoveries/<int:pk>/withdraw/", people.recovery_withdraw, name="recovery_withdraw"),
]
