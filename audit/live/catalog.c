/* The schema of a running database. See catalog.h. */
#include "catalog.h"

#include "../base/embed.h"
#include "../base/str.h"
#include "history.h"

#define FOLDER "audit/live/catalog/"
#define FAMILIES_MAX 32
#define ATTEMPTS 3

struct family {
	const struct embedded *file;
	struct buf text;
	bool partial; /* asked without the locked relations */
	bool failed;
	const char *why;
};

struct reading {
	struct pg *pg;
	struct arena *arena;
	struct live_schema *out;
	struct buf schemas, locked; /* oids as an array literal */
	struct family family[FAMILIES_MAX];
	int families;
};

static bool on_schema(void *context, const struct pg_row *row)
{
	struct reading *r = context;

	buf_printf(&r->schemas, "%s%s", r->schemas.n > 1 ? "," : "", pg_value(row, 2) ? pg_value(row, 2) : "0");
	if (!pg_true(row, 3))
		vec_push(&r->out->denied, arena_strdup(r->arena, pg_value(row, 0)));
	return true;
}

static bool on_locked(void *context, const struct pg_row *row)
{
	struct reading *r = context;

	buf_printf(&r->locked, "%s%s", r->locked.n > 1 ? "," : "", pg_value(row, 0) ? pg_value(row, 0) : "0");
	vec_push(&r->out->locked, arena_strdup(r->arena, pg_value(row, 1)));
	return true;
}

static bool on_ddl(void *context, const struct pg_row *row)
{
	struct buf *text = context;
	const char *ddl = pg_value(row, 1);

	if (!ddl) /* something of it went away between two looks */
		return true;
	buf_puts(text, ddl);
	buf_puts(text, ";\n");
	return true;
}

static bool ask(struct reading *r, struct family *f, const char *locked, struct err *err)
{
	const char *parameters[] = {buf_text(&r->schemas), locked};
	bool first = strstr(f->file->path, "/10_") != NULL;

	/* A connection that breaks is opened again, and the question asked again. */
	for (int attempt = 0;; attempt++) {
		buf_reset(&f->text);
		err->message[0] = '\0';
		if (pg_each(r->pg, f->file->text, first ? NULL : parameters, first ? 0 : 2, on_ddl, &f->text, err))
			return true;
		if (pg_last_fault(r->pg) != PG_LOST || attempt == ATTEMPTS)
			return false;
	}
}

static bool waits_for_a_lock(const struct pg *pg)
{
	return pg_last_fault(pg) == PG_REFUSED && (strcmp(pg_sqlstate(pg), "55P03") == 0 || strcmp(pg_sqlstate(pg), "57014") == 0 || strcmp(pg_sqlstate(pg), "40P01") == 0);
}

static bool is_fatal(const struct reading *r, const struct family *f)
{
	return pg_last_fault(r->pg) != PG_REFUSED || strstr(f->file->path, "/10_") || strstr(f->file->path, "/50_");
}

static bool read_family(struct reading *r, struct family *f, struct err *err)
{
	struct err why = {0};

	if (ask(r, f, "{}", &why))
		return true;
	if (waits_for_a_lock(r->pg)) {
		if (r->locked.n <= 1) {
			buf_reset(&r->locked);
			buf_putc(&r->locked, '{');
			if (!pg_each(r->pg, embedded_find(FOLDER "locked.sql")->text, NULL, 0, on_locked, r, err))
				return false;
			buf_putc(&r->locked, '}');
		}
		f->partial = true;
		if (ask(r, f, buf_text(&r->locked), &why))
			return true;
	}
	if (is_fatal(r, f)) {
		*err = why;
		return err_in(err, "reading the catalogue");
	}
	f->failed = true;
	f->partial = waits_for_a_lock(r->pg);
	f->why = f->partial ? "locked" : arena_strdup(r->arena, why.message);
	buf_reset(&f->text);
	return true;
}

/* What was locked a moment ago may be free now. */
static bool retry(struct reading *r, struct err *err)
{
	bool still = false;

	for (int i = 0; i < r->families; i++) {
		struct family *f = &r->family[i];
		struct buf before = f->text;
		struct err why = {0};

		if (!f->partial)
			continue;
		f->text = (struct buf){0};
		if (ask(r, f, "{}", &why)) {
			f->partial = f->failed = false;
			buf_free(&before);
			continue;
		}
		buf_free(&f->text);
		f->text = before;
		if (pg_last_fault(r->pg) != PG_REFUSED) {
			*err = why;
			return false;
		}
		still = true;
	}
	if (!still)
		r->out->locked.n = 0;
	return true;
}

static void assemble(struct reading *r)
{
	struct buf all = {0};

	for (int i = 0; i < r->families; i++) {
		const char *name = strrchr(r->family[i].file->path, '_') + 1;

		buf_puts(&all, buf_text(&r->family[i].text));
		if (r->family[i].failed)
			vec_push(&r->out->gap, (struct live_gap){arena_strndup(r->arena, name, strcspn(name, ".")), r->family[i].why});
	}
	r->out->text = arena_strdup(r->arena, buf_text(&all));
	buf_free(&all);
}

static bool read_all(struct reading *r, struct err *err)
{
	buf_putc(&r->schemas, '{');
	if (!pg_each(r->pg, embedded_find(FOLDER "10_schema.sql")->text, NULL, 0, on_schema, r, err))
		return err_in(err, "reading the catalogue");
	buf_putc(&r->schemas, '}');
	r->out->schemas = arena_strdup(r->arena, buf_text(&r->schemas));
	for (const struct embedded *e = embedded_files; e->path; e++) {
		const char *name = e->path + strlen(FOLDER);

		if (!starts_with(e->path, FOLDER) || *name < '0' || *name > '9' || r->families == FAMILIES_MAX)
			continue;
		r->family[r->families].file = e;
		if (!read_family(r, &r->family[r->families++], err))
			return false;
	}
	if (!live_history_read(r->pg, r->arena, r->out, err) || !retry(r, err))
		return err_in(err, "reading the catalogue");
	assemble(r);
	return true;
}

bool live_schema_read(struct pg *pg, struct arena *arena, struct live_schema *out, struct err *err)
{
	struct reading r = {.pg = pg, .arena = arena, .out = out};
	bool ok = read_all(&r, err);

	for (int i = 0; i < r.families; i++)
		buf_free(&r.family[i].text);
	buf_free(&r.schemas);
	buf_free(&r.locked);
	return ok;
}

struct denied {
	struct arena *arena;
	const char **schema;
};

static bool on_denied(void *context, const struct pg_row *row)
{
	struct denied *d = context;

	if (!pg_true(row, 3) && !*d->schema)
		*d->schema = arena_strdup(d->arena, pg_value(row, 0));
	return true;
}

bool live_denied(struct pg *pg, struct arena *arena, const char **schema, struct err *err)
{
	*schema = NULL;
	return pg_each(pg, embedded_find(FOLDER "10_schema.sql")->text, NULL, 0, on_denied, &(struct denied){arena, schema}, err);
}

void live_schema_free(struct live_schema *s)
{
	vec_free(&s->denied);
	vec_free(&s->locked);
	vec_free(&s->gap);
	vec_free(&s->migration);
}
