from django.db import connection
from rest_framework.decorators import api_view
from rest_framework.response import Response


@api_view(["GET"])
def list_calls(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM calls")
        return Response(cursor.fetchall())
