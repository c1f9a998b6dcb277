/* Under which conditions a place in a function is reached. See conditions.h. */
#include "conditions.h"

int conditions_of(const struct unit *u, int function, int region, int line, struct condition *out)
{
	int n = 0;

	for (int r = region, i = 0; i < 200 && n < CONDITIONS_MAX; r = u->region.v[r].parent, i++) {
		int kind = r > 0 ? u->region.v[r].kind : REGION_BODY, sibling = 0;

		if (kind == REGION_CATCH)
			break;
		/* if (rows.length) return …; here: the rest of the block runs when it did not */
		for (int s = 1; s < (int)u->region.n; s++)
			if (u->region.v[s].function == function && u->region.v[s].parent == r && u->region.v[s].kind == REGION_THEN && u->region.v[s].end_line < line &&
				(u->region.v[s].leaves == LEAVES_RETURN || u->region.v[s].leaves == LEAVES_THROW))
				sibling = s;
		if (sibling)
			out[n++] = (struct condition){u->region.v[sibling].test, 0, false, r};
		if (kind == REGION_BODY || r <= 0)
			break;
		if (n < CONDITIONS_MAX && kind == REGION_THEN)
			out[n++] = (struct condition){u->region.v[r].test, 0, true, r};
		else if (n < CONDITIONS_MAX && kind == REGION_ELSE && u->region.v[u->region.v[r].pair].kind == REGION_THEN)
			out[n++] = (struct condition){u->region.v[u->region.v[r].pair].test, 0, false, r};
		else if (n < CONDITIONS_MAX && kind == REGION_CASE && u->region.v[r].subject && u->region.v[r].test)
			out[n++] = (struct condition){u->region.v[r].test, u->region.v[r].subject, true, r};
	}
	return n;
}
