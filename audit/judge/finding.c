/*
 * Findings: one order, no duplicates, and a fingerprint that survives edits elsewhere in the file.
 *
 * A fingerprint is the hash of rule id, path, scope, subject and of how many findings equal in these come before it in the file.
 * The line is not in it. Nor is the message: its wording may improve from release to release.
 */
#include "judge_parts.h"

#include "../base/str.h"

#include <inttypes.h>
#include <stdio.h>

static int compare_texts(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* By place, rule and subject: findings for which this is 0 are the same. */
static int compare_same(const struct finding *a, const struct finding *b)
{
	int c;

	if (!a->file != !b->file)
		return a->file ? -1 : 1;
	c = compare_texts(a->file, b->file);
	if (!c)
		c = (a->line > b->line) - (a->line < b->line);
	if (!c)
		c = (a->column > b->column) - (a->column < b->column);
	if (!c)
		c = strcmp(a->rule->id, b->rule->id);
	return c ? c : strcmp(a->subject, b->subject);
}

/* A whole order, so that the result does not depend on the one rows came in; of equals, what is kept comes first. */
static int compare_findings(const void *x, const void *y)
{
	const struct finding *a = x, *b = y;
	int c = compare_same(a, b);

	if (!c)
		c = (int)b->level - (int)a->level;
	if (!c)
		c = (b->witness_n > 0) - (a->witness_n > 0);
	if (!c)
		c = compare_texts(a->scope, b->scope);
	if (!c)
		c = compare_texts(a->object, b->object);
	if (!c)
		c = strcmp(a->message, b->message);
	return c ? c : (a->witness_n > b->witness_n) - (a->witness_n < b->witness_n);
}

static void fingerprints(struct judgement *judgement)
{
	struct map seen = {0};
	struct buf key = {0};

	for (size_t i = 0; i < judgement->finding.n; i++) {
		struct finding *f = &judgement->finding.v[i];
		const char *part[] = {f->rule->id, f->file, f->scope, f->subject};
		int64_t *ordinal;

		buf_reset(&key);
		for (size_t j = 0; j < sizeof(part) / sizeof(part[0]); j++) {
			buf_puts(&key, part[j] ? part[j] : "");
			buf_putc(&key, '\0');
		}
		ordinal = map_put(&seen, key.p, key.n, NULL);
		buf_printf(&key, "%" PRId64, (*ordinal)++);
		snprintf(f->fingerprint, sizeof(f->fingerprint), "%016" PRIx64, hash_bytes(key.p, key.n, 0));
	}
	buf_free(&key);
	map_free(&seen);
}

void findings_settle(struct judgement *judgement)
{
	size_t kept = 0;

	if (!judgement->finding.n)
		return;
	qsort(judgement->finding.v, judgement->finding.n, sizeof(*judgement->finding.v), compare_findings);
	for (size_t i = 0; i < judgement->finding.n; i++)
		if (i == 0 || compare_same(&judgement->finding.v[kept - 1], &judgement->finding.v[i]) != 0)
			judgement->finding.v[kept++] = judgement->finding.v[i];
	judgement->finding.n = kept;
	fingerprints(judgement);
}
