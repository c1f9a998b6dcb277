/*
 * Glob matching in time proportional to pattern times path, whatever the pattern: patterns come from the audited tree.
 *
 * Two places to go back to are enough. A later * makes earlier ones of its component irrelevant, because it can take over
 * whatever they would have skipped; a later ** does the same for everything before it.
 */
#include "walk.h"

#include <string.h>

/* Matches one character class at p ("[a-z]", "[!x]"); *end is behind it. An unclosed [ is an ordinary character. */
static bool class_match(const char *p, char c, const char **end)
{
	const char *start = p++;
	bool negated = *p == '!' || *p == '^', found = false;

	if (negated)
		p++;
	for (bool first = true; first || *p != ']'; first = false) {
		unsigned char low, high;

		if (*p == '\\' && p[1])
			p++;
		if (!*p) {
			*end = start + 1;
			return c == '[';
		}
		low = high = (unsigned char)*p++;
		if (*p == '-' && p[1] && p[1] != ']') {
			p++;
			if (*p == '\\' && p[1])
				p++;
			high = (unsigned char)*p++;
		}
		if ((unsigned char)c >= low && (unsigned char)c <= high)
			found = true;
	}
	*end = p + 1;
	return found != negated && c != '/';
}

/* Matches one character of the path against the pattern element at p. */
static bool element_match(const char *p, char c, const char **end)
{
	if (*p == '[')
		return class_match(p, c, end);
	if (*p == '?') {
		*end = p + 1;
		return c != '/';
	}
	if (*p == '\\' && p[1])
		p++;
	*end = p + 1;
	return *p && *p == c;
}

bool glob_match(const char *pattern, const char *path)
{
	const char *p = pattern, *s = path;
	const char *star = NULL, *star_at = NULL;	/* behind the last *, and how far it reaches */
	const char *deep = NULL, *deep_at = NULL;	/* the same for ** */
	bool deep_whole = false;			/* that ** stands for whole components */

	for (;;) {
		const char *end;

		if (p[0] == '*' && p[1] == '*') {
			bool starts = p == pattern || p[-1] == '/';

			while (*p == '*')
				p++;
			/* "**" between slashes stands for any number of components, none included. */
			deep_whole = starts && *p == '/';
			if (deep_whole)
				p++;
			else if (!*p)
				return true;
			deep = p;
			deep_at = s;
			star = NULL;
			continue;
		}
		if (*p == '*') {
			star = ++p;
			star_at = s;
			continue;
		}
		if (!*s && !*p)
			return true;
		if (*s && element_match(p, *s, &end)) {
			p = end;
			s++;
			continue;
		}
		if (star && *star_at && *star_at != '/') {
			p = star;
			s = ++star_at;
			continue;
		}
		if (!deep || !*deep_at)
			return false;
		if (deep_whole) {
			deep_at = strchr(deep_at, '/');
			if (!deep_at)
				return false;
		}
		deep_at++;
		p = deep;
		s = deep_at;
		star = NULL;
	}
}
