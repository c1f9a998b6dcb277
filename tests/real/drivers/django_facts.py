"""What Django makes of names a model does not have: a line per fact, "fact: what came of it". No server is asked."""
import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.postgresql"}}, INSTALLED_APPS=["django.contrib.contenttypes"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
django.setup()

from django.db import models  # noqa: E402
from django.db.models import Count, F, Q  # noqa: E402


class Author(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        app_label = "contenttypes"  # an application that is installed: relations are followed both ways
        db_table = "library_author"


class Book(models.Model):
    title = models.CharField(max_length=300)
    isbn = models.CharField(max_length=13, db_column="isbn_13")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
    published = models.DateTimeField(null=True)

    class Meta:
        app_label = "contenttypes"
        db_table = "library_book"


class Loan(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)
    due = models.DateField()

    class Meta:
        app_label = "contenttypes"
        db_table = "library_loan"


def tell(fact, run):
    try:
        print(f"{fact}: {run()}")
    except Exception as error:
        print(f"{fact}: {type(error).__name__}")


def columns(queryset):
    return " ".join(part.strip().replace('"', "") for part in str(queryset.query).split(" FROM ")[0].removeprefix("SELECT ").split(","))


books = Book.objects.all()
tell("all", lambda: columns(books))
tell("select_related", lambda: columns(books.select_related("author")))
tell("only", lambda: columns(books.only("title")))
tell("values", lambda: columns(books.values("isbn", "author__name")))
tell("over relations", lambda: bool(str(books.filter(author__name__icontains="a", loan__due__isnull=True, published__year__gte=3).query)))
tell("back over related_name", lambda: bool(str(Author.objects.filter(books__loan__due="2020-01-01").query)))
tell("filter", lambda: books.filter(titel="x"))
tell("column in place of the attribute", lambda: books.filter(isbn_13="x"))
tell("filter over a relation", lambda: books.filter(author__nam="x"))
tell("Q", lambda: books.filter(Q(titel="x")))
tell("order_by", lambda: str(books.order_by("-rating").query))
tell("values of none", lambda: books.values("year"))
tell("select_related of none", lambda: str(books.select_related("writer").query))
tell("F", lambda: books.annotate(n=F("year")))
tell("Count of none", lambda: books.annotate(n=Count("loans")))
tell("its own annotation", lambda: bool(str(books.annotate(n=Count("loan")).filter(n__gt=1).order_by("n").query)))
tell("constructor", lambda: Book(year=3))
tell("create", lambda: books.create(year=3))
tell("update", lambda: books.update(pricee=3))
