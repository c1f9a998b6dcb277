from django.urls import path

from views import list_calls

urlpatterns = [path("calls", list_calls)]
