from django.urls import path

from kenes.proposals.views import all as every
from kenes.proposals.views import (
    amending,
    drafting,
    newer,
    officers,
    one,
    papers,
    speaking,
    sponsors,
    table,
)

app_name = "proposals"
urlpatterns = [
    path("", every.proposals, name="all"),
    path("new/", drafting.begin, name="new"),
    path("<str:number>/", one.one, name="one"),
    path("<str:number>/compare/", every.compare, name="compare"),
    path("<str:number>/table/", table.table, name="table"),
    path("<str:number>/table.<str:kind>", table.file, name="table_file"),
    path("<str:number>/table/add/", amending.add, name="amend"),
    path("<str:number>/table/newer/<slug:code>/<str:language>/", newer.newer, name="newer"),
    path("<str:number>/table/<int:pk>/", amending.change, name="amendment"),
    path("<str:number>/table/<int:pk>/move/", amending.move, name="amendment_move"),
    path("<str:number>/table/<int:pk>/take-out/", amending.remove, name="amendment_remove"),
    path("<str:number>/edit/", drafting.edit, name="edit"),
    path("<str:number>/submit/", drafting.submit, name="submit"),
    path("<str:number>/discard/", drafting.discard, name="discard"),
    path("<str:number>/revise/", drafting.revise, name="revise"),
    path("<str:number>/withdraw/", drafting.withdraw, name="withdraw"),
    path("<str:number>/co-sponsors/ask/", sponsors.invite, name="invite"),
    path("<str:number>/co-sponsors/answer/", sponsors.answer, name="answer"),
    path("<str:number>/claims/new/", speaking.claim, name="claim"),
    path("<str:number>/claims/<int:pk>/take-back/", speaking.retract, name="retract"),
    path("<str:number>/papers/new/", papers.attach, name="attach"),
    path("<str:number>/papers/<int:pk>/", papers.paper, name="paper"),
    path("<str:number>/papers/<int:pk>/take-out/", papers.detach, name="detach"),
    path("<str:number>/comment/", speaking.comment, name="comment"),
    path("<str:number>/position/", speaking.position, name="position"),
    path("<str:number>/follow/", speaking.follow, name="follow"),
    path("<str:number>/check/", officers.check, name="check"),
    path("<str:number>/appeal/", officers.appeal, name="appeal"),
    path("<str:number>/appeal/decide/", officers.hear, name="hear"),
    path("<str:number>/agenda/", officers.schedule, name="schedule"),
    path("<str:number>/decide/", officers.decide, name="decide"),
]
