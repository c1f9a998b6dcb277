/* What of a model a statement reads: orm_read → statement_column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "project.h"

#define MODELS {"models.py", \
	"from sqlalchemy import Column, ForeignKey, Integer, String\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\n" \
	"class User(Base):\n    __tablename__ = 'users'\n    id = Column(Integer, primary_key=True)\n    name = Column('full_name', String(40))\n" \
	"class Call(Base):\n    __tablename__ = 'calls'\n    id = Column(Integer, primary_key=True)\n    user_id = Column(Integer, ForeignKey('users.id'))\n"}
#define READ "SELECT s.line, c.table_name, group_concat(c.column_name, ' ') FROM (SELECT * FROM statement_column WHERE clause = 'select' ORDER BY column_name) c " \
	"JOIN statement s ON s.id = c.statement_id GROUP BY s.line, c.table_name ORDER BY 1, 2"

static void test_sqlalchemy(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(MODELS,
		{"app.py",
		 "from sqlalchemy import func, select\nfrom sqlalchemy.orm import Session, load_only\nfrom models import Call, User\n"
		 "def f(db: Session):\n"
		 "    db.execute(select(User))\n"
		 "    db.execute(select(User.name))\n"
		 "    db.execute(select(func.count()).select_from(User))\n"
		 "    db.execute(select(Call).join(User))\n"
		 "    db.query(User, Call.id).all()\n"
		 "    db.query(func.count(Call.id)).scalar()\n"
		 "    db.execute(select(User).options(load_only(User.name)))\n"
		 "    db.execute(select(User).with_only_columns(User.id))\n"
		 "    db.get(User, 1)\n"
		 "def g(db: Session, a):\n"		/* a name that is given what is called on it */
		 "    query = db.query(User)\n"
		 "    if a:\n"
		 "        query = query.filter(User.name == a).order_by(User.id)\n"
		 "    return query.all()\n"}), NULL);
	assert_rows(&p, READ, "5|users|full_name id\n6|users|full_name\n8|calls|id user_id\n9|calls|id\n9|users|full_name id\n10|calls|id\n13|users|full_name id\n18|users|full_name id\n");
	/* The tables are named all the same. */
	assert_rows(&p, "SELECT s.line, t.name FROM statement_table t JOIN statement s ON s.id = t.statement_id WHERE s.line IN (7, 8) ORDER BY 1, 2", "7|users\n8|calls\n8|users\n");
	project_close(&p);
}

static void test_django(void **state)
{
	struct project p;

	(void)state;
	project_open(&p, FILES(
		{"lib/models.py", "from django.db import models\nclass Book(models.Model):\n    title = models.CharField(max_length=30, db_column='name')\n"},
		{"lib/views.py",
		 "from .models import Book\n"
		 "def f():\n"
		 "    list(Book.objects.filter(title='x'))\n"
		 "    list(Book.objects.values('title'))\n"
		 "    Book.objects.count()\n"
		 "    Book.objects.get(pk=1)\n"}), NULL);
	assert_rows(&p, READ, "3|lib_book|id name\n6|lib_book|id name\n");
	project_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_sqlalchemy), cmocka_unit_test(test_django)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
