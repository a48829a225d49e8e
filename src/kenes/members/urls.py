from django.urls import path

from kenes.members.views import answering, bodies, laws, manage, organisations, seats

app_name = "members"
urlpatterns = [
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/<slug:slug>/", bodies.body, name="body"),
    path("by-laws/", laws.bylaws, name="bylaws"),
    path("declare/<slug:slug>/", answering.declare, name="declare"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("manage/", manage.manage, name="manage"),
    path("manage/bodies/new/", manage.body_new, name="body_new"),
    path("manage/bodies/<slug:slug>/", manage.body, name="manage_body"),
    path("manage/bodies/<slug:slug>/change/", manage.body_change, name="body_change"),
    path("manage/bodies/<slug:slug>/seats/new/", seats.seat_new, name="seat_new"),
    path("manage/bodies/<slug:slug>/offices/new/", seats.office_new, name="office_new"),
    path("manage/offices/<int:pk>/end/", seats.end_office, name="end_office"),
    path("manage/chambers/new/", manage.chamber_new, name="chamber_new"),
    path("manage/chambers/<slug:slug>/", manage.chamber_change, name="chamber_change"),
    path("manage/organisations/new/", manage.organisation_new, name="organisation_new"),
    path("manage/organisations/<slug:slug>/", manage.organisation, name="manage_organisation"),
    path(
        "manage/organisations/<slug:slug>/change/",
        manage.organisation_change,
        name="organisation_change",
    ),
    path("manage/organisations/<slug:slug>/duties/new/", answering.duty_new, name="duty_new"),
    path("manage/duties/<int:pk>/end/", answering.end_duty, name="end_duty"),
    path("manage/by-laws/adopt/", laws.adopt, name="adopt_bylaws"),
    path("manage/seats/<int:pk>/", seats.seat, name="seat"),
    path("manage/seats/<int:pk>/change/", seats.seat_change, name="seat_change"),
    path("manage/seats/<int:pk>/appoint/", seats.appoint, name="appoint"),
    path("manage/seats/<int:pk>/abolish/", seats.abolish, name="abolish"),
    path("manage/terms/<int:pk>/end/", seats.end_term, name="end_term"),
]
