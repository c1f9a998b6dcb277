/* The report for people. Findings first, then what was not run, what was looked at, and one line to take away. */
#include "report.h"

#include "frame.h"
#include "layout.h"

#define MAX_STEPS 12		/* of a witness; more are counted */
#define MAX_PLACES 6		/* other places of an equal finding; more are counted */
#define MAX_REASONS 12		/* lines of reasons; more are counted */

/* Equal findings: the first is shown whole, of the others only the place. */
struct bundle {
	const struct report_finding *first;
	VEC_OF(const struct report_finding *) other;
};

struct text {
	const struct report *report;
	const struct report_style *style;
	FILE *out;
	bool color;
	struct frame_source source;
	VEC_OF(struct bundle) bundle;	/* in the order they are printed */
};

static const char *level_ink(enum report_level level)
{
	return level == REPORT_ERROR ? INK_RED : level == REPORT_WARNING ? INK_YELLOW : INK_BLUE;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* "1 error", "2 errors" */
static void count_of(struct buf *buf, int64_t n, const char *one)
{
	buf_printf(buf, "%lld %s%s", (long long)n, one, n == 1 ? "" : "s");
}

static void put_buf(struct text *t, struct buf *buf)
{
	fwrite(buf_text(buf), 1, buf->n, t->out);
	buf_reset(buf);
}

/* --- findings --- */

static bool equal(const struct report_finding *a, const struct report_finding *b)
{
	return a->level == b->level && strcmp(a->rule, b->rule) == 0 && strcmp(a->message, b->message) == 0;
}

static int compare_bundles_by_rule(const void *a, const void *b)
{
	const struct report_finding *x = ((const struct bundle *)a)->first, *y = ((const struct bundle *)b)->first;
	int order = (int)y->level - (int)x->level;

	if (!order)
		order = strcmp(x->rule, y->rule);
	/* Findings come sorted and live in one array. */
	return order ? order : (x > y) - (x < y);
}

/* Findings come sorted, so a bundle's first is its first place; within a file where files make the groups. */
static void make_bundles(struct text *t)
{
	struct map seen = {0};
	struct buf key = {0};

	for (size_t i = 0; i < t->report->finding.n; i++) {
		const struct report_finding *f = &t->report->finding.v[i];
		int64_t *at;
		bool is_new;

		buf_reset(&key);
		buf_printf(&key, "%s\n%d %s\n", t->style->group == REPORT_BY_FILE ? or_empty(f->file) : "", (int)f->level, f->rule);
		buf_puts(&key, f->message);
		at = map_put(&seen, key.p, key.n, &is_new);
		if (is_new) {
			*at = (int64_t)t->bundle.n;
			vec_push(&t->bundle, (struct bundle){.first = f});
		} else if (equal(t->bundle.v[*at].first, f)) {
			vec_push(&t->bundle.v[*at].other, f);
		}
	}
	if (t->style->group == REPORT_BY_RULE && t->bundle.n)
		qsort(t->bundle.v, t->bundle.n, sizeof(t->bundle.v[0]), compare_bundles_by_rule);
	buf_free(&key);
	map_free(&seen);
}

static void add_place(struct buf *buf, const char *file, int line, int column)
{
	if (!file) {
		buf_puts(buf, "(in no file)");
		return;
	}
	text_fit(buf, file, 0, false);
	if (line > 0)
		buf_printf(buf, ":%d", line);
	if (line > 0 && column > 0)
		buf_printf(buf, ":%d", column);
}

static void print_head(struct text *t, const struct report_finding *f)
{
	struct buf line = {0};

	fputs("  ", t->out);
	ink(t->out, t->color, level_ink(f->level), report_level_name(f->level));
	fputs("  ", t->out);
	text_fit(&line, f->rule, 0, false);
	ink(t->out, t->color, INK_BOLD, buf_text(&line));
	buf_reset(&line);
	buf_puts(&line, "  ");
	if (f->file || !f->object)
		add_place(&line, f->file, f->line, f->column);
	else
		text_fit(&line, f->object, 0, false);
	put_buf(t, &line);
	buf_puts(&line, "\n  ");
	text_wrap(&line, f->message, 2, 2, (size_t)t->style->width);
	buf_putc(&line, '\n');
	put_buf(t, &line);
	buf_free(&line);
}

static void print_others(struct text *t, const struct bundle *b)
{
	struct buf line = {0}, places = {0};

	if (!b->other.n)
		return;
	for (size_t i = 0; i < b->other.n && i < MAX_PLACES; i++) {
		const struct report_finding *f = b->other.v[i];

		buf_puts(&places, i ? ", " : "");
		if (t->style->group != REPORT_BY_FILE)
			add_place(&places, f->file, f->line, 0);
		else
			buf_printf(&places, "%d", f->line);
	}
	if (b->other.n > MAX_PLACES)
		buf_printf(&places, " and %zu more", b->other.n - MAX_PLACES);
	buf_printf(&line, "  also  %s", t->style->group != REPORT_BY_FILE ? "" : b->other.n == 1 ? "line " : "lines ");
	text_wrap(&line, buf_text(&places), text_columns(line.p, line.n), 8, (size_t)t->style->width);
	buf_printf(&line, " (%zu in all)\n", b->other.n + 1);
	put_buf(t, &line);
	buf_free(&line);
	buf_free(&places);
}

static void print_witness(struct text *t, const struct report_finding *f)
{
	struct grid grid = {.columns = 2, .width = (size_t)t->style->width - 8, .keep_end = 1};
	struct buf place = {0};
	char *text = NULL;
	size_t length = 0;
	FILE *page;

	if (!f->witness.n || !(page = open_memstream(&text, &length)))
		return;
	for (size_t i = 0; i < f->witness.n && i < MAX_STEPS; i++) {
		buf_reset(&place);
		add_place(&place, f->witness.v[i].file, f->witness.v[i].line, 0);
		grid_row(&grid, (const char *[]){buf_text(&place), f->witness.v[i].text});
	}
	grid_print(&grid, page);
	fclose(page);
	for (const char *p = text; *p; p += strcspn(p, "\n") + 1) {
		ink(t->out, t->color, INK_DIM, p == text ? "  path" : "      ");
		fprintf(t->out, "  %.*s\n", (int)strcspn(p, "\n"), p);
	}
	if (f->witness.n > MAX_STEPS)
		fprintf(t->out, "        … %zu more steps\n", f->witness.n - MAX_STEPS);
	free(text);
	buf_free(&place);
	grid_free(&grid);
}

static void print_fix(struct text *t, const struct report_finding *f)
{
	struct buf line = {0};

	if (!f->fix || !*f->fix)
		return;
	ink(t->out, t->color, INK_DIM, "  fix ");
	buf_puts(&line, "  ");
	text_wrap(&line, f->fix, 8, 8, (size_t)t->style->width);
	buf_putc(&line, '\n');
	put_buf(t, &line);
	buf_free(&line);
}

static void print_bundle(struct text *t, const struct bundle *b)
{
	const struct report_finding *f = b->first;

	print_head(t, f);
	frame_print(&t->source, t->out, t->color, t->style->width, f->file, f->line, f->column);
	print_others(t, b);
	print_witness(t, f);
	print_fix(t, f);
	putc('\n', t->out);
}

/* Whether b begins a new group, of file, rule or level, after a. */
static bool new_group(const struct text *t, const struct bundle *a, const struct bundle *b)
{
	if (t->style->group == REPORT_BY_LEVEL)
		return a->first->level != b->first->level;
	if (t->style->group == REPORT_BY_RULE)
		return strcmp(a->first->rule, b->first->rule) != 0 || a->first->level != b->first->level;
	return strcmp(or_empty(a->first->file), or_empty(b->first->file)) != 0;
}

static void print_group_head(struct text *t, size_t from)
{
	const struct bundle *first = &t->bundle.v[from];
	int64_t n[REPORT_ERROR + 1] = {0};
	struct buf line = {0};
	bool bare;

	for (size_t i = from; i < t->bundle.n && (i == from || !new_group(t, first, &t->bundle.v[i])); i++)
		n[t->bundle.v[i].first->level] += 1 + (int64_t)t->bundle.v[i].other.n;
	if (t->style->group != REPORT_BY_LEVEL)
		text_fit(&line, t->style->group == REPORT_BY_RULE ? first->first->rule : first->first->file ? first->first->file : "(in no file)", 0, false);
	ink(t->out, t->color, INK_BOLD, buf_text(&line));
	bare = line.n == 0;
	buf_reset(&line);
	for (int level = REPORT_ERROR; level >= REPORT_NOTE; level--) {
		if (!n[level])
			continue;
		buf_puts(&line, line.n ? ", " : bare ? "" : "  ");
		count_of(&line, n[level], report_level_name((enum report_level)level));
	}
	ink(t->out, t->color, INK_DIM, buf_text(&line));
	fputs("\n\n", t->out);
	buf_free(&line);
}

/* Findings over the maximum, in the order their rules first appear. */
static void print_hidden(struct text *t, const struct map *shown)
{
	int64_t max = t->style->max_findings;
	struct buf line = {0};

	for (size_t i = 0; max && i < t->bundle.n; i++) {
		int64_t *n = map_gets(shown, t->bundle.v[i].first->rule);

		if (*n <= max)
			continue;
		buf_printf(&line, "… %lld more of ", (long long)(*n - max));
		text_fit(&line, t->bundle.v[i].first->rule, 0, false);
		buf_puts(&line, "; --max-findings 0 shows all\n\n");
		put_buf(t, &line);
		*n = 0;
	}
	buf_free(&line);
}

static void print_findings(struct text *t)
{
	struct map shown = {0};
	int64_t max = t->style->max_findings;
	bool headed = false;

	for (size_t i = 0; i < t->bundle.n; i++) {
		const struct bundle *b = &t->bundle.v[i];
		int64_t *n = map_puts(&shown, b->first->rule);

		if (i == 0 || new_group(t, b - 1, b))
			headed = false;
		if (max && *n >= max) {
			*n += 1 + (int64_t)b->other.n;
			continue;
		}
		/* Places of one bundle count as one up to here: only one block is printed for them. */
		*n += 1;
		if (!headed)
			print_group_head(t, i);
		headed = true;
		print_bundle(t, b);
	}
	print_hidden(t, &shown);
	map_free(&shown);
}

/* --- the rest --- */

static void heading(struct text *t, const char *text)
{
	ink(t->out, t->color, INK_BOLD, text);
	putc('\n', t->out);
}

static bool same_reason(const struct report_not_run *a, const struct report_not_run *b)
{
	return a->failed == b->failed && strcmp(or_empty(a->needs), or_empty(b->needs)) == 0 && strcmp(or_empty(a->why), or_empty(b->why)) == 0;
}

/* One reason, and the rules from `first` on that have it. */
static void print_reason_not_run(struct text *t, size_t first)
{
	const struct report_not_run *n = &t->report->not_run.v[first];
	struct buf words = {0}, line = {0};

	if (n->failed)
		buf_puts(&words, "failed");
	else
		buf_printf(&words, "needs %s", or_empty(n->needs));
	if (n->why)
		buf_printf(&words, ": %s", n->why);
	buf_puts(&line, "  ");
	text_wrap(&line, buf_text(&words), 2, 4, (size_t)t->style->width);
	buf_reset(&words);
	for (size_t i = first; i < t->report->not_run.n; i++)
		if (same_reason(n, &t->report->not_run.v[i]))
			buf_printf(&words, "%s%s", words.n ? ", " : "", t->report->not_run.v[i].rule);
	buf_puts(&line, "\n      ");
	text_wrap(&line, buf_text(&words), 6, 6, (size_t)t->style->width);
	buf_putc(&line, '\n');
	put_buf(t, &line);
	buf_free(&line);
	buf_free(&words);
}

static void print_not_run(struct text *t)
{
	const struct report_not_run *v = t->report->not_run.v;

	if (!t->report->not_run.n)
		return;
	heading(t, "Not run");
	for (size_t i = 0; i < t->report->not_run.n; i++) {
		bool said = false;

		for (size_t j = 0; j < i && !said; j++)
			said = same_reason(&v[j], &v[i]);
		if (!said)
			print_reason_not_run(t, i);
	}
	putc('\n', t->out);
}

static void coverage_label(struct text *t, const char *label)
{
	char text[40];

	snprintf(text, sizeof(text), "  %-12s", label);
	ink(t->out, t->color, INK_DIM, text);
}

static void print_reasons(struct text *t, const struct report_counts *counts)
{
	int64_t rest = 0;

	for (size_t i = MAX_REASONS; i < counts->n; i++)
		rest += counts->v[i].n;
	for (size_t i = 0; i < counts->n && i < MAX_REASONS; i++) {
		struct buf line = {0};

		buf_printf(&line, "%14s%6lld  ", "", (long long)counts->v[i].n);
		text_wrap(&line, counts->v[i].reason, 22, 22, (size_t)t->style->width);
		buf_putc(&line, '\n');
		put_buf(t, &line);
		buf_free(&line);
	}
	if (rest)
		fprintf(t->out, "%14s%6lld  for %zu other reasons\n", "", (long long)rest, counts->n - MAX_REASONS);
}

static int64_t sum(const struct report_counts *counts)
{
	int64_t total = 0;

	for (size_t i = 0; i < counts->n; i++)
		total += counts->v[i].n;
	return total;
}

static void print_schema(struct text *t)
{
	const struct report *r = t->report;

	if (!r->schema.n) {
		coverage_label(t, "schema");
		fputs("none found: no migrations, schema file or models\n", t->out);
	}
	for (size_t i = 0; i < r->schema.n; i++) {
		const struct report_source *s = &r->schema.v[i];
		struct buf line = {0};

		coverage_label(t, i ? "" : "schema");
		/* A database or snapshot is called so already. */
		if (strcmp(or_empty(s->kind), "live") != 0 && strcmp(or_empty(s->kind), "snapshot") != 0) {
			text_fit(&line, or_empty(s->kind), 0, false);
			buf_puts(&line, " ");
		}
		text_fit(&line, or_empty(s->path), 60, true);
		buf_puts(&line, ": ");
		buf_printf(&line, "%lld tables and views", (long long)s->objects);
		if (s->replayed || s->failed || s->skipped)
			buf_printf(&line, "; %lld migrations replayed, %lld failed", (long long)s->replayed, (long long)s->failed);
		if (s->skipped)
			buf_printf(&line, ", %lld skipped", (long long)s->skipped);
		buf_printf(&line, "%s%s\n", s->complete ? "" : "; not followed to the end", s->used ? "" : "; not used");
		put_buf(t, &line);
		buf_free(&line);
	}
}

/* What rules stayed silent about for lack of a right. */
static void print_hidden_state(struct text *t)
{
	const struct report *r = t->report;

	if (!r->server.hidden.n)
		return;
	heading(t, "Unknown for lack of a right");
	for (size_t i = 0; i < r->server.hidden.n; i++) {
		struct buf line = {0};

		buf_puts(&line, "  ");
		text_wrap(&line, r->server.hidden.v[i].what, 2, 4, (size_t)t->style->width);
		buf_puts(&line, "\n      ");
		text_safe(&line, r->server.hidden.v[i].grant, strlen(r->server.hidden.v[i].grant));
		buf_puts(&line, ";\n");
		put_buf(t, &line);
		buf_free(&line);
	}
	putc('\n', t->out);
}

static void print_coverage(struct text *t)
{
	const struct report *r = t->report;
	int64_t skipped = sum(&r->files.skipped), unchecked = sum(&r->statements.unchecked);

	heading(t, "Coverage");
	coverage_label(t, "files");
	fprintf(t->out, "%lld seen, %lld parsed, %lld with syntax errors, %lld skipped\n", (long long)r->files.seen, (long long)r->files.parsed,
		(long long)r->files.with_errors, (long long)skipped);
	print_reasons(t, &r->files.skipped);
	coverage_label(t, "routes");
	fprintf(t->out, "%lld found, %lld linked to a handler and a whole path\n", (long long)r->routes.found, (long long)r->routes.linked);
	coverage_label(t, "statements");
	fprintf(t->out, "%lld found, %lld checked, %lld unchecked", (long long)r->statements.found, (long long)r->statements.checked, (long long)unchecked);
	if (r->statements.found)
		fprintf(t->out, " (%d %% checked)", report_percent_checked(r));
	putc('\n', t->out);
	print_reasons(t, &r->statements.unchecked);
	print_schema(t);
	if (r->server.name) {
		coverage_label(t, "server");
		fprintf(t->out, "PostgreSQL %s%s%s%s: %lld texts asked, %lld accepted, %lld refused\n", or_empty(r->server.version), r->server.standby ? ", a standby" : "",
			r->server.pooled ? ", through a pooler" : "", r->server.tls ? ", TLS" : "", (long long)r->server.asked, (long long)r->server.accepted,
			(long long)r->server.refused);
		print_reasons(t, &r->server.unchecked);
	}
	putc('\n', t->out);
	print_hidden_state(t);
}

/* What keeps a run without findings from being a pass; NULL when nothing does. */
static const char *emptiness(const struct report *r)
{
	if (r->files.seen == 0)
		return "No file was found here, so nothing was checked. This is not a pass.";
	if (r->statements.found == 0)
		return "No SQL statement was found, so no code was compared with a schema. This is not a pass.";
	if (r->statements.checked == 0)
		return "Not one statement could be checked. This is not a pass.";
	if (r->schema.n == 0)
		return "No schema was found, so no statement was compared with one. This is not a pass.";
	return NULL;
}

static void print_summary(struct text *t)
{
	const struct report *r = t->report;
	const char *empty = emptiness(r);
	struct buf line = {0};

	if (empty) {
		text_wrap(&line, empty, 0, 0, (size_t)t->style->width);
		ink(t->out, t->color, INK_YELLOW, buf_text(&line));
		putc('\n', t->out);
		buf_reset(&line);
	}
	for (int level = REPORT_ERROR; level >= REPORT_NOTE; level--) {
		int64_t n = report_count_level(r, (enum report_level)level);

		count_of(&line, n, report_level_name((enum report_level)level));
		if (n)
			ink(t->out, t->color, level_ink((enum report_level)level), buf_text(&line));
		else
			fputs(buf_text(&line), t->out);
		buf_reset(&line);
		fputs(level > REPORT_NOTE ? ", " : "", t->out);
	}
	if (r->suppressed)
		fprintf(t->out, " · %lld suppressed", (long long)r->suppressed);
	if (r->history)
		fprintf(t->out, " · %lld new, %lld fixed since the last run, %lld still there", (long long)r->new_findings, (long long)r->fixed_findings, (long long)r->still_findings);
	if (r->duration_ms < 1000)
		fprintf(t->out, " · %lld ms\n", (long long)r->duration_ms);
	else
		fprintf(t->out, " · %.1f s\n", (double)r->duration_ms / 1000);
	buf_free(&line);
}

void report_write_text(const struct report *report, const struct report_style *style)
{
	struct text t = {.report = report, .style = style, .out = style->out, .color = style->color};

	frame_open(&t.source, style->root);
	make_bundles(&t);
	print_findings(&t);
	print_not_run(&t);
	print_coverage(&t);
	print_summary(&t);
	for (size_t i = 0; i < t.bundle.n; i++)
		vec_free(&t.bundle.v[i].other);
	vec_free(&t.bundle);
	frame_close(&t.source);
}
