/* Which migrations of a build a database records as run. See history.h. */
#include "history.h"

#include "../base/str.h"

#include <string.h>

/* The number a version begins with, without zeros in front; 0 length: none. */
static size_t number_of(const char *version, const char **digits)
{
	*digits = version + (*version == 'v' || *version == 'V');
	*digits += strspn(*digits, "0");
	return strspn(*digits, "0123456789");
}

static size_t stem_of(const char *version)
{
	static const char *const ends[] = {".up.sql", ".sql", ".js", ".ts", ".mjs", ".cjs", ".py"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (ends_with(version, ends[i]))
			return strlen(version) - strlen(ends[i]);
	return strlen(version);
}

static bool same_number(const char *a, const char *b)
{
	const char *x, *y;
	size_t n = number_of(a, &x), m = number_of(b, &y);

	return n && n == m && memcmp(x, y, n) == 0;
}

static bool same_migration(const struct live_migration *live, const struct live_migration *ours)
{
	enum live_history kind = live_history_kind(live->tool);

	if (ours->recorded && strcmp(ours->recorded, live->version) == 0)
		return true;
	if (stem_of(live->version) == stem_of(ours->version) && memcmp(live->version, ours->version, stem_of(ours->version)) == 0)
		return true;
	return (kind == HISTORY_NUMBERS || kind == HISTORY_NEWEST) && same_number(live->version, ours->version);
}

/* Of a table that records the newest alone. */
static bool is_behind(const struct live_migration *live, const char *version)
{
	const char *a, *b;
	size_t n = number_of(live->version, &a), m = number_of(version, &b);

	return live_history_kind(live->tool) == HISTORY_NEWEST && m && (m < n || (m == n && memcmp(b, a, m) <= 0));
}

static bool follows(const char *after, const char *version)
{
	size_t n = strlen(version);

	for (const char *p = after; p && *p; p += strcspn(p, ","), p += *p == ',')
		if (strcspn(p, ",") == n && memcmp(p, version, n) == 0)
			return true;
	return false;
}

/* Of heads: what they follow was run as well. Migrations stand behind those they follow, so one way back is enough. */
static void run_before_heads(const struct live_migration *ours, size_t count, bool *run)
{
	for (size_t i = count; i-- > 0;)
		for (size_t k = 0; run[i] && k < i; k++)
			run[k] |= ours[k].version && follows(ours[i].after, ours[k].version);
}

bool live_history_compare(const struct live_migration *live, size_t n, const struct live_migration *ours, size_t count, bool *run)
{
	bool related = false;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < n && ours[i].version; k++) {
			bool same = live[k].version && same_migration(&live[k], &ours[i]);

			related |= same;
			run[i] |= same || (live[k].version && is_behind(&live[k], ours[i].version));
		}
	if (related && live_history_kind(live->tool) == HISTORY_HEADS)
		run_before_heads(ours, count, run);
	return related;
}
