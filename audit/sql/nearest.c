/* The nearest of some names to a misspelt one. See catalog.h. */
#include "catalog.h"

#include <ctype.h>

#define NAME_MAX_LENGTH 64 /* PostgreSQL's own limit is 63 bytes */

static int least(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Edit distance with adjacent swaps counted once, letter case free; `limit` + 1 when it is larger than the limit. */
static int distance(const char *a, const char *b, int limit)
{
	size_t n = strlen(a), m = strlen(b);
	int row[3][NAME_MAX_LENGTH + 1];

	if (n > NAME_MAX_LENGTH || m > NAME_MAX_LENGTH || (n > m ? n - m : m - n) > (size_t)limit)
		return limit + 1;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = (int)j;
	for (size_t i = 1; i <= n; i++) {
		int *now = row[i % 3], *before = row[(i + 2) % 3], *two_before = row[(i + 1) % 3];

		now[0] = (int)i;
		for (size_t j = 1; j <= m; j++) {
			int same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]) ? 0 : 1;

			now[j] = least(before[j] + 1, now[j - 1] + 1, before[j - 1] + same);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && two_before[j - 2] + 1 < now[j])
				now[j] = two_before[j - 2] + 1;
		}
	}
	return row[n % 3][m];
}

/* Names that differ only in underscores, case or a plural "s". */
static bool same_but_style(const char *a, const char *b)
{
	for (;;) {
		while (*a == '_')
			a++;
		while (*b == '_')
			b++;
		if (!*a || !*b)
			break;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		a++;
		b++;
	}
	return (!*a && !*b) || (strcmp(a, "s") == 0 && !*b) || (strcmp(b, "s") == 0 && !*a);
}

const char *nearest_name(const char *name, const char *const *candidates, size_t n)
{
	size_t length = strlen(name);
	/* As PostgreSQL does for its hints: at most half of the name may be wrong, and never more than 3 letters. */
	int limit = length / 2 < 3 ? (int)(length / 2) : 3, best = limit + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < n; i++) {
		int d;

		if (!candidates[i] || strcmp(candidates[i], name) == 0)
			continue;
		d = same_but_style(name, candidates[i]) ? 0 : distance(name, candidates[i], limit);
		if (d < best) {
			best = d;
			nearest = candidates[i];
		}
	}
	if (nearest || length < 4)
		return nearest;
	for (size_t i = 0; i < n; i++) /* created → created_at; user_name → name */
		if (candidates[i] && (starts_with(candidates[i], name) || (strlen(candidates[i]) >= 4 && (starts_with(name, candidates[i]) || ends_with(name,
																		      candidates[i])))))
			return candidates[i];
	return NULL;
}
