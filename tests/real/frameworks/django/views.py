from django.db import connection
from django.http import JsonResponse


def list_calls(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM calls")
        return JsonResponse({"calls": cursor.fetchall()})
