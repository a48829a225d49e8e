from django.urls import path

from kenes.recommendations.views import (
    assessing,
    documents,
    entries,
    export,
    imports,
    law,
    linking,
    one,
    register,
    saved,
)

app_name = "recommendations"
urlpatterns = [
    path("register/", register.register, name="register"),
    path("register/export/", export.export, name="export"),
    path("register/saved/", saved.saved, name="saved"),
    path("register/saved/save/", saved.save_search, name="save_search"),
    path("register/saved/<int:pk>/delete/", saved.delete_search, name="delete_search"),
    path("recommendations/new/", entries.record, name="record"),
    path("recommendations/<str:number>/", one.one, name="one"),
    path("recommendations/<str:number>/correct/", entries.correct, name="correct"),
    path("recommendations/<str:number>/assess/", assessing.assess, name="assess"),
    path(
        "recommendations/<str:number>/assessments/<int:pk>/contest/",
        assessing.contest,
        name="contest",
    ),
    path("recommendations/<str:number>/law/", law.law_change, name="law_change"),
    path("recommendations/<str:number>/law/words/", law.law_words, name="law_words"),
    path("recommendations/<str:number>/law/acts/<slug:code>/", law.law_from, name="law_from"),
    path("recommendations/<str:number>/law/<int:pk>/confirm/", law.confirm, name="law_confirm"),
    path("recommendations/<str:number>/law/<int:pk>/contest/", law.contest, name="law_contest"),
    path("recommendations/<str:number>/link/", linking.link, name="link"),
    path(
        "recommendations/<str:number>/link/acts/<slug:code>/",
        linking.link_provision,
        name="link_provision",
    ),
    path("recommendations/<str:number>/unlink/", linking.unlink, name="unlink"),
    path(
        "recommendations/<str:number>/translate/<str:language>/",
        entries.translate,
        name="translate",
    ),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/pages/<int:number>/", documents.document_page, name="document_page"),
    path("documents/<int:pk>/file/", documents.document_file, name="document_file"),
    path("imports/", imports.index, name="imports"),
    path("imports/<int:pk>/", imports.one, name="import"),
    path("imports/<int:pk>/state/", imports.state, name="import_state"),
    path("imports/<int:pk>/<str:what>/do/", imports.act, name="import_act"),
    path("imports/<int:pk>/rows/<int:index>/", imports.row, name="import_row"),
    path("imports/<int:pk>/rows/<int:index>/include/", imports.include, name="import_include"),
    path("imports/<int:pk>/not-understood.csv", imports.not_understood, name="not_understood"),
]
