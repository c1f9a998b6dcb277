/* The fact database and its row writer. See facts.h. */
#include "facts.h"

#include "../base/str.h"
#include "../base/vec.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define APPLICATION_ID 0x504c4d46	/* "PLMF" in the header of the file */

struct table {
	struct facts *facts;
	struct query *insert;
	char *name;
};

struct held { char *sql; const char *file; int line; };	/* an index to be made later; `sql` owned */

struct facts {
	struct db *db;
	VEC_OF(struct table *) table;
	struct map by_insert;	/* → number in table + 1 */
	VEC_OF(struct held) held;
	struct table *coverage;
	struct err failed;	/* the first row that could not be written */
};

/* Whether the file is a fact database, by its header: it may be the torn one of a killed run. */
static bool is_facts(int fd)
{
	unsigned char header[72];
	ssize_t n = read(fd, header, sizeof(header));

	if (n == 0)
		return true;
	return n == (ssize_t)sizeof(header) && memcmp(header, "SQLite format 3", 16) == 0 &&
	       ((uint32_t)header[68] << 24 | (uint32_t)header[69] << 16 | (uint32_t)header[70] << 8 | header[71]) == APPLICATION_ID;
}

static bool remove_old(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool ours;

	if (fd < 0)
		return errno == ENOENT ? true : err_set(err, "cannot open \"%s\": %s", path, strerror(errno));
	ours = is_facts(fd);
	close(fd);
	if (!ours)
		return err_usage(err, "\"%s\" exists and is not a fact database of plumbline: not replaced", path);
	if (unlink(path) != 0)
		return err_set(err, "cannot replace \"%s\": %s", path, strerror(errno));
	return true;
}

static int compare_files(const void *a, const void *b)
{
	return strcmp((*(const struct embedded *const *)a)->path, (*(const struct embedded *const *)b)->path);
}

/* Whether `path` is prefix + name + ".sql", without a further folder. */
static bool directly_in(const char *path, const char *prefix)
{
	return starts_with(path, prefix) && !strchr(path + strlen(prefix), '/') && ends_with(path, ".sql");
}

/* Past the words of `words` (separated by one space each), whatever white space lies between them; NULL when they are not there. */
static const char *skip_words(const char *p, const char *words)
{
	for (; *words; words++) {
		if (*words == ' ') {
			if (!isspace((unsigned char)*p))
				return NULL;
			while (isspace((unsigned char)*p))
				p++;
		} else if (toupper((unsigned char)*p++) != *words) {
			return NULL;
		}
	}
	return p;
}

static const char *skip_comments(const char *p)
{
	for (;;) {
		while (isspace((unsigned char)*p) || *p == ';')
			p++;
		if (p[0] != '-' || p[1] != '-')
			return p;
		p += strcspn(p, "\n");
	}
}

static int line_of(const char *text, const char *at)
{
	int line = 1;

	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

static bool run_schema(struct facts *facts, const struct embedded *file, struct err *err)
{
	const char *p = file->text, *tail;

	while (*(p = skip_comments(p))) {
		struct query *query = db_query_part(facts->db, err, p, &tail);

		if (!query && err->message[0])
			return err_in(err, "%s:%d", file->path, line_of(file->text, tail));
		if (query && skip_words(p, "CREATE INDEX ")) {
			char *sql = xcalloc(1, (size_t)(tail - p) + 1);

			memcpy(sql, p, (size_t)(tail - p));
			vec_push(&facts->held, (struct held){sql, file->path, line_of(file->text, p)});
		} else if (query && !query_run(query, err)) {
			query_end(query);
			return err_in(err, "%s:%d", file->path, line_of(file->text, p));
		}
		query_end(query);
		p = tail;
	}
	return true;
}

static bool create(struct facts *facts, const struct embedded *files, struct err *err)
{
	static const char *const prefixes[] = {"schemas/", "schemas/data/"};
	char pragma[64];
	bool ok;

	snprintf(pragma, sizeof(pragma), "PRAGMA application_id=%d", APPLICATION_ID);
	ok = db_exec(facts->db, pragma, err) && db_begin(facts->db, err);
	for (size_t i = 0; ok && i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		VEC_OF(const struct embedded *) list = {0};

		for (const struct embedded *e = files; e->path; e++)
			if (directly_in(e->path, prefixes[i]))
				vec_push(&list, e);
		if (list.n)
			qsort(list.v, list.n, sizeof(*list.v), compare_files);
		for (size_t j = 0; ok && j < list.n; j++)
			ok = run_schema(facts, list.v[j], err);
		vec_free(&list);
	}
	/* Committed once, so that the file of a killed run is known as ours. */
	return ok && db_commit(facts->db, err) && db_begin(facts->db, err);
}

struct facts *facts_open_from(const char *path, const struct embedded *files, struct err *err)
{
	struct facts *facts;
	struct err local = {0};

	if (!err)
		err = &local;
	if (strcmp(path, ":memory:") != 0 && !remove_old(path, err))
		return NULL;
	facts = xcalloc(1, sizeof(*facts));
	facts->db = db_open(path, DB_FACTS, err);
	if (!facts->db || !create(facts, files, err)) {
		facts_close(facts);
		return NULL;
	}
	return facts;
}

struct facts *facts_open(const char *path, struct err *err)
{
	return facts_open_from(path, embedded_files, err);
}

struct db *facts_db(struct facts *facts)
{
	return facts->db;
}

void facts_close(struct facts *facts)
{
	if (!facts)
		return;
	for (size_t i = 0; i < facts->table.n; i++) {
		query_end(facts->table.v[i]->insert);
		free(facts->table.v[i]->name);
		free(facts->table.v[i]);
	}
	for (size_t i = 0; i < facts->held.n; i++)
		free(facts->held.v[i].sql);
	vec_free(&facts->table);
	map_free(&facts->by_insert);
	vec_free(&facts->held);
	db_close(facts->db);
	free(facts);
}

bool facts_done(struct facts *facts, struct err *err)
{
	if (facts->failed.message[0])
		return err_set(err, "%s", facts->failed.message);
	return !db_in_transaction(facts->db) || db_commit(facts->db, err);
}

struct table *facts_table(struct facts *facts, const char *name, const char *const *columns)
{
	struct table *table;
	struct buf sql = {0};
	struct err err = {0};
	int64_t *known;
	int n = 0;

	buf_printf(&sql, "INSERT INTO \"%s\"(", name);
	for (; columns[n]; n++)
		buf_printf(&sql, "%s\"%s\"", n ? ", " : "", columns[n]);
	buf_puts(&sql, ") VALUES (");
	for (int i = 1; i <= n; i++)
		buf_printf(&sql, "%s?%d", i > 1 ? ", " : "", i);
	buf_puts(&sql, ")");
	known = map_puts(&facts->by_insert, buf_text(&sql));
	if (*known) {
		buf_free(&sql);
		return facts->table.v[*known - 1];
	}
	table = xcalloc(1, sizeof(*table));
	table->facts = facts;
	table->name = xstrdup(name);
	table->insert = db_query(facts->db, &err, buf_text(&sql));
	if (!table->insert) {
		fprintf(stderr, "plumbline: writing facts: %s in: %s\n", err.message, buf_text(&sql));
		abort();
	}
	buf_free(&sql);
	vec_push(&facts->table, table);
	*known = (int64_t)facts->table.n;
	return table;
}

void row_int(struct table *table, int column, int64_t value)
{
	query_bind_int(table->insert, column + 1, value);
}

void row_id(struct table *table, int column, int64_t id)
{
	if (id > 0)
		query_bind_int(table->insert, column + 1, id);
	else
		query_bind_null(table->insert, column + 1);
}

void row_text(struct table *table, int column, const char *text)
{
	query_bind_text_static(table->insert, column + 1, text);
}

int64_t row_end(struct table *table)
{
	struct err err;
	bool ok;

	err.message[0] = '\0';
	ok = query_run(table->insert, &err);
	query_clear(table->insert);
	if (ok)
		return db_last_id(table->facts->db);
	if (!table->facts->failed.message[0])
		err_set(&table->facts->failed, "writing a row of \"%s\": %.900s", table->name, err.message);
	return 0;
}

bool facts_index(struct facts *facts, struct err *err)
{
	if (facts->failed.message[0])
		return err_set(err, "%s", facts->failed.message);
	for (size_t i = 0; i < facts->held.n; i++) {
		struct held *held = &facts->held.v[i];

		if (!db_exec_file(facts->db, held->sql, held->file, held->line, err))
			return false;
		free(held->sql);
		held->sql = NULL;
	}
	vec_free(&facts->held);
	return db_exec(facts->db, "PRAGMA analysis_limit=1000; ANALYZE", err);
}

void facts_coverage(struct facts *facts, const char *domain, const char *object, const char *state, const char *reason, int64_t file_id, int line)
{
	static const char *const columns[] = {"domain", "object", "state", "reason", "file_id", "line", NULL};

	if (!facts->coverage)
		facts->coverage = facts_table(facts, "coverage", columns);
	row_text(facts->coverage, 0, domain);
	row_text(facts->coverage, 1, object);
	row_text(facts->coverage, 2, state);
	row_text(facts->coverage, 3, reason);
	row_id(facts->coverage, 4, file_id);
	row_id(facts->coverage, 5, line);
	row_end(facts->coverage);
}

bool facts_domain(struct db *db, const char *table, char *domain, size_t size)
{
	static const char tag[] = "-- domain:";
	struct query *query = db_query(db, NULL, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE");
	const char *p = NULL;
	size_t n = 0;

	if (!query)
		return false;
	query_bind_text(query, 1, table);
	if (query_next(query, NULL) && query_text(query, 0))
		p = strstr(query_text(query, 0), tag);
	if (p) {
		p += sizeof(tag) - 1;
		p += strspn(p, " \t");
		n = strcspn(p, " \t\r\n,;(");
		snprintf(domain, size, "%.*s", (int)n, p);
	}
	query_end(query);
	return n > 0;
}
