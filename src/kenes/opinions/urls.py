"""Addresses of consultations."""

from django.urls import path

from kenes.opinions.views import all as every
from kenes.opinions.views import (
    answering,
    door,
    inviting,
    map,
    one,
    preparing,
    proposing,
    statement,
    statements,
    stating,
    voting,
)

app_name = "opinions"
urlpatterns = [
    path("", every.show, name="all"),
    path("new/", preparing.new, name="new"),
    path("agreed/", statement.all_agreed, name="agreed"),
    path("<str:number>/", one.one, name="one"),
    path("<str:number>/change/", preparing.change, name="change"),
    path("<str:number>/open/", preparing.open_, name="open"),
    path("<str:number>/extend/", preparing.extend, name="extend"),
    path("<str:number>/close/", preparing.close, name="close"),
    path("<str:number>/answer/", answering.answer, name="answer"),
    path("<str:number>/answer/correct/", answering.correct, name="correct"),
    path("<str:number>/discard/", preparing.discard, name="discard"),
    path("<str:number>/invite/", inviting.invite, name="invite"),
    path("<str:number>/invite/back/", inviting.take_back, name="take_back"),
    path("<str:number>/statements/", statements.statements, name="statements"),
    path("<str:number>/statements/new/", stating.seed, name="seed"),
    path("<str:number>/statements/many/", stating.seed_many, name="seed_many"),
    path("<str:number>/statements/<int:place>/", statement.statement, name="statement"),
    path("<str:number>/statements/<int:place>/decide/", stating.decide, name="decide"),
    path("<str:number>/statements/<int:place>/translate/", stating.translate, name="translate"),
    path("<str:number>/statements/<int:place>/drop/", stating.drop, name="drop"),
    path("<str:number>/statements/<int:place>/carry/", statement.carry, name="carry"),
    path("<str:number>/map/", map.map_, name="map"),
    path("<str:number>/map/map.json", map.map_json, name="map_json"),
    path("<str:number>/map/map.csv", map.map_csv, name="map_csv"),
    path("<str:number>/map/map.xlsx", map.map_xlsx, name="map_xlsx"),
    path("<str:number>/map/map.zip", map.map_zip, name="map_zip"),
    path("<str:number>/map/map.pdf", map.map_pdf, name="map_pdf"),
    path("<str:number>/map/votes/", map.votes, name="map_votes"),
    path("<str:number>/enter/", door.enter, name="enter"),
    path("<str:number>/vote/", voting.vote, name="vote"),
    path("<str:number>/vote/own/", voting.own, name="own"),
    path("<str:number>/propose/", proposing.propose, name="propose"),
]
