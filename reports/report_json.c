/* The report as JSON, and back. The shape is a promise: schemas/report.schema.json describes it. Keys may be added, none changes its meaning. */
#include "json.h"
#include "report.h"

#include <cJSON.h>

#define FORMAT 1

static void write_counts(struct json *j, const char *key, const struct report_counts *counts)
{
	json_open(j, key, '{');
	for (size_t i = 0; i < counts->n; i++)
		json_int(j, counts->v[i].reason, counts->v[i].n);
	json_close(j, '}');
}

static void write_coverage(struct json *j, const struct report *r)
{
	json_open(j, "coverage", '{');
	json_open(j, "files", '{');
	json_int(j, "seen", r->files.seen);
	json_int(j, "parsed", r->files.parsed);
	json_int(j, "with_errors", r->files.with_errors);
	write_counts(j, "skipped", &r->files.skipped);
	json_close(j, '}');
	json_open(j, "routes", '{');
	json_int(j, "found", r->routes.found);
	json_int(j, "linked", r->routes.linked);
	json_close(j, '}');
	json_open(j, "statements", '{');
	json_int(j, "found", r->statements.found);
	json_int(j, "resolved", r->statements.resolved);
	json_int(j, "checked", r->statements.checked);
	write_counts(j, "unchecked", &r->statements.unchecked);
	json_close(j, '}');
	json_open(j, "schema", '[');
	for (size_t i = 0; i < r->schema.n; i++) {
		const struct report_source *s = &r->schema.v[i];

		json_open(j, NULL, '{');
		json_text(j, "source", s->path);
		json_text(j, "kind", s->kind);
		json_int(j, "objects", s->objects);
		json_bool(j, "used", s->used);
		json_bool(j, "complete", s->complete);
		json_int(j, "replayed", s->replayed);
		json_int(j, "failed", s->failed);
		json_int(j, "skipped", s->skipped);
		json_close(j, '}');
	}
	json_close(j, ']');
	if (r->server.name) {
		json_open(j, "server", '{');
		json_text(j, "name", r->server.name);
		json_text(j, "version", r->server.version);
		json_bool(j, "standby", r->server.standby);
		json_bool(j, "pooled", r->server.pooled);
		json_bool(j, "tls", r->server.tls);
		json_int(j, "asked", r->server.asked);
		json_int(j, "accepted", r->server.accepted);
		json_int(j, "refused", r->server.refused);
		write_counts(j, "unchecked", &r->server.unchecked);
		json_open(j, "hidden", '[');
		for (size_t i = 0; i < r->server.hidden.n; i++) {
			json_open(j, NULL, '{');
			json_text(j, "what", r->server.hidden.v[i].what);
			json_text(j, "grant", r->server.hidden.v[i].grant);
			json_close(j, '}');
		}
		json_close(j, ']');
		json_close(j, '}');
	}
	json_close(j, '}');
}

static void write_place(struct json *j, const char *file, int line)
{
	json_text(j, "file", file);
	if (line > 0)
		json_int(j, "line", line);
	else
		json_null(j, "line");
}

static void write_finding(struct json *j, const struct report_finding *f)
{
	json_line(j);
	json_open(j, NULL, '{');
	json_text(j, "rule", f->rule);
	json_text(j, "level", report_level_name(f->level));
	json_text(j, "verdict", f->verdict);
	json_text(j, "confidence", f->confidence);
	write_place(j, f->file, f->line);
	if (f->column > 0)
		json_int(j, "column", f->column);
	else
		json_null(j, "column");
	json_text(j, "object", f->object);
	if (f->routes)
		json_int(j, "routes", f->routes);
	json_text(j, "message", f->message);
	json_text(j, "fingerprint", f->fingerprint);
	json_open(j, "witness", '[');
	for (size_t i = 0; i < f->witness.n; i++) {
		json_open(j, NULL, '{');
		write_place(j, f->witness.v[i].file, f->witness.v[i].line);
		json_text(j, "text", f->witness.v[i].text);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static void write_run(struct json *j, const struct report *r)
{
	json_open(j, "tool", '{');
	json_text(j, "name", "plumbline");
	json_text(j, "version", r->version);
	json_close(j, '}');
	json_open(j, "run", '{');
	json_text(j, "started_at", r->started_at);
	json_int(j, "duration_ms", r->duration_ms);
	json_text(j, "path", r->path);
	json_int(j, "suppressed", r->suppressed);
	if (r->history) {
		json_int(j, "new", r->new_findings);
		json_int(j, "fixed", r->fixed_findings);
		json_int(j, "still", r->still_findings);
	}
	json_close(j, '}');
}

void report_write_json(const struct report *r, FILE *out)
{
	struct json j = {.out = out};

	json_open(&j, NULL, '{');
	json_int(&j, "format", FORMAT);
	write_run(&j, r);
	json_line(&j);
	write_coverage(&j, r);
	json_line(&j);
	json_open(&j, "findings", '[');
	for (size_t i = 0; i < r->finding.n; i++)
		write_finding(&j, &r->finding.v[i]);
	json_line(&j);
	json_close(&j, ']');
	json_line(&j);
	json_open(&j, "not_run", '[');
	for (size_t i = 0; i < r->not_run.n; i++) {
		json_line(&j);
		json_open(&j, NULL, '{');
		json_text(&j, "rule", r->not_run.v[i].rule);
		json_text(&j, "needs", r->not_run.v[i].needs);
		json_text(&j, "why", r->not_run.v[i].why);
		json_bool(&j, "failed", r->not_run.v[i].failed);
		json_close(&j, '}');
	}
	json_line(&j);
	json_close(&j, ']');
	json_close(&j, '}');
	putc('\n', out);
}

/* --- and back --- */

static const char *text_of(struct report *r, const cJSON *object, const char *key)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));

	return text ? arena_strdup(&r->arena, text) : NULL;
}

/* Counts and lines: anything else was not written by us. */
static int64_t count_of(const cJSON *item)
{
	return cJSON_IsNumber(item) && item->valuedouble >= 0 && item->valuedouble < 1e15 ? (int64_t)item->valuedouble : 0;
}

static int64_t int_of(const cJSON *object, const char *key)
{
	return count_of(cJSON_GetObjectItemCaseSensitive(object, key));
}

static int line_number(const cJSON *object, const char *key)
{
	int64_t n = int_of(object, key);

	return n > INT32_MAX ? INT32_MAX : (int)n;
}

static bool bool_of(const cJSON *object, const char *key)
{
	return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, key));
}

static const cJSON *part(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

static void read_counts(struct report *r, struct report_counts *counts, const cJSON *object)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, object)
		vec_push(counts, (struct report_count){arena_strdup(&r->arena, item->string ? item->string : ""), count_of(item)});
}

static void read_coverage(struct report *r, const cJSON *coverage)
{
	const cJSON *files = part(coverage, "files"), *routes = part(coverage, "routes"), *statements = part(coverage, "statements"), *item;

	r->files.seen = int_of(files, "seen");
	r->files.parsed = int_of(files, "parsed");
	r->files.with_errors = int_of(files, "with_errors");
	read_counts(r, &r->files.skipped, part(files, "skipped"));
	r->routes.found = int_of(routes, "found");
	r->routes.linked = int_of(routes, "linked");
	r->statements.found = int_of(statements, "found");
	r->statements.resolved = int_of(statements, "resolved");
	r->statements.checked = int_of(statements, "checked");
	read_counts(r, &r->statements.unchecked, part(statements, "unchecked"));
	r->server.name = text_of(r, part(coverage, "server"), "name");
	r->server.version = text_of(r, part(coverage, "server"), "version");
	r->server.standby = bool_of(part(coverage, "server"), "standby");
	r->server.pooled = bool_of(part(coverage, "server"), "pooled");
	r->server.tls = bool_of(part(coverage, "server"), "tls");
	r->server.asked = int_of(part(coverage, "server"), "asked");
	r->server.accepted = int_of(part(coverage, "server"), "accepted");
	r->server.refused = int_of(part(coverage, "server"), "refused");
	read_counts(r, &r->server.unchecked, part(part(coverage, "server"), "unchecked"));
	cJSON_ArrayForEach(item, part(part(coverage, "server"), "hidden")) {
		struct report_grant grant = {text_of(r, item, "what"), text_of(r, item, "grant")};

		if (grant.what && grant.grant)
			vec_push(&r->server.hidden, grant);
	}
	cJSON_ArrayForEach(item, part(coverage, "schema"))
		vec_push(&r->schema, (struct report_source){
			.kind = text_of(r, item, "kind"), .path = text_of(r, item, "source"), .objects = int_of(item, "objects"), .used = bool_of(item, "used"),
			.complete = bool_of(item, "complete"), .replayed = int_of(item, "replayed"), .failed = int_of(item, "failed"),
			.skipped = int_of(item, "skipped")});
}

static bool read_finding(struct report *r, const cJSON *item)
{
	struct report_finding f = {
		.rule = text_of(r, item, "rule"), .verdict = text_of(r, item, "verdict"), .confidence = text_of(r, item, "confidence"),
		.file = text_of(r, item, "file"), .line = line_number(item, "line"), .column = line_number(item, "column"),
		.object = text_of(r, item, "object"), .routes = int_of(item, "routes"), .message = text_of(r, item, "message"), .fingerprint = text_of(r, item, "fingerprint"),
	};
	const cJSON *step;

	if (!f.rule || !f.message || !report_level_parse(text_of(r, item, "level"), &f.level))
		return false;
	cJSON_ArrayForEach(step, part(item, "witness")) {
		const char *text = text_of(r, step, "text");

		vec_push(&f.witness, (struct report_step){text_of(r, step, "file"), line_number(step, "line"), text ? text : ""});
	}
	vec_push(&r->finding, f);
	return true;
}

static bool read_all(struct report *r, const cJSON *root)
{
	const cJSON *run = part(root, "run"), *item;

	if (int_of(root, "format") != FORMAT)
		return false;
	r->version = text_of(r, part(root, "tool"), "version");
	r->started_at = text_of(r, run, "started_at");
	r->duration_ms = int_of(run, "duration_ms");
	r->path = text_of(r, run, "path");
	r->suppressed = int_of(run, "suppressed");
	r->history = part(run, "new") != NULL;
	r->new_findings = int_of(run, "new");
	r->fixed_findings = int_of(run, "fixed");
	r->still_findings = int_of(run, "still");
	read_coverage(r, part(root, "coverage"));
	cJSON_ArrayForEach(item, part(root, "findings"))
		if (!read_finding(r, item))
			return false;
	cJSON_ArrayForEach(item, part(root, "not_run")) {
		struct report_not_run not_run = {text_of(r, item, "rule"), text_of(r, item, "needs"), text_of(r, item, "why"), bool_of(item, "failed")};

		if (!not_run.rule)
			return false;
		vec_push(&r->not_run, not_run);
	}
	return true;
}

bool report_read_json(struct report *report, const char *text, size_t length, struct err *err)
{
	cJSON *root = cJSON_ParseWithLength(text, length);
	bool ok = root && read_all(report, root);

	cJSON_Delete(root);
	return ok ? true : err_set(err, "not a report in format %d", FORMAT);
}
