/* The report structure. See report.h. */
#include "report.h"

static const char *const level_names[] = {[REPORT_NOTE] = "note", [REPORT_WARNING] = "warning", [REPORT_ERROR] = "error"};

const char *report_level_name(enum report_level level)
{
	return level_names[level];
}

bool report_level_parse(const char *name, enum report_level *level)
{
	for (int i = REPORT_NOTE; i <= REPORT_ERROR; i++) {
		if (name && strcmp(level_names[i], name) == 0) {
			*level = (enum report_level)i;
			return true;
		}
	}
	return false;
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_findings(const void *a, const void *b)
{
	const struct report_finding *x = a, *y = b;
	int order = (x->file == NULL) - (y->file == NULL);

	if (!order)
		order = compare_text(x->file, y->file);
	if (!order)
		order = (x->line > y->line) - (x->line < y->line);
	if (!order)
		order = (x->column > y->column) - (x->column < y->column);
	if (!order)
		order = compare_text(x->rule, y->rule);
	if (!order)
		order = compare_text(x->message, y->message);
	return order ? order : compare_text(x->fingerprint, y->fingerprint);
}

static int compare_ranks(const void *a, const void *b)
{
	const struct report_finding *x = a, *y = b;
	int order = (int)y->level - (int)x->level;

	if (!order)
		order = (y->routes > x->routes) - (y->routes < x->routes);
	return order ? order : compare_findings(a, b);
}

static void sort(struct report *report, int (*compare)(const void *, const void *))
{
	if (report->finding.n)
		qsort(report->finding.v, report->finding.n, sizeof(report->finding.v[0]), compare);
}

void report_sort(struct report *report)
{
	sort(report, compare_findings);
}

void report_rank(struct report *report)
{
	sort(report, compare_ranks);
}

int64_t report_count_level(const struct report *report, enum report_level level)
{
	int64_t n = 0;

	for (size_t i = 0; i < report->finding.n; i++)
		n += report->finding.v[i].level == level;
	return n;
}

int report_percent_checked(const struct report *report)
{
	return report->statements.found > 0 ? (int)(report->statements.checked * 100 / report->statements.found) : 0;
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->finding.n; i++)
		vec_free(&report->finding.v[i].witness);
	vec_free(&report->files.skipped);
	vec_free(&report->statements.unchecked);
	vec_free(&report->server.unchecked);
	vec_free(&report->server.hidden);
	vec_free(&report->schema);
	vec_free(&report->finding);
	vec_free(&report->not_run);
	arena_free(&report->arena);
}
