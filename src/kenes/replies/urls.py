from django.urls import path

from kenes.replies.views import asking, one, replying, waiting

app_name = "replies"
urlpatterns = [
    path("waiting/", waiting.waiting, name="waiting"),
    path("waiting/export/", waiting.export, name="export"),
    path("organisations/<slug:slug>/requests/", waiting.of, name="of"),
    path("requests/new/", asking.new, name="new"),
    path("requests/<str:number>/", one.one, name="one"),
    path("requests/<str:number>/withdraw/", asking.withdraw, name="withdraw"),
    path("requests/<str:number>/reply/", replying.draft, name="draft"),
    path("requests/<str:number>/sign/", replying.sign, name="sign"),
    path("requests/<str:number>/return/", replying.give_back, name="return"),
]
