/* The languages this program reads. See language.h. */
#include "walker.h"

const struct language languages[] = {
	{"javascript", "javascript", (const char *const[]){".js", ".jsx", ".mjs", ".cjs", NULL}, &grammar_javascript},
	{"typescript", "javascript", (const char *const[]){".ts", ".mts", ".cts", NULL}, &grammar_typescript},
	{"tsx", "javascript", (const char *const[]){".tsx", NULL}, &grammar_tsx},
	{"python", "python", (const char *const[]){".py", NULL}, &grammar_python},
	{"go", "go", (const char *const[]){".go", NULL}, &grammar_go},
	{0},
};
const size_t language_count = sizeof(languages) / sizeof(*languages) - 1;

const struct language *language_of(const char *path)
{
	if (ends_with(path, ".d.ts") || ends_with(path, ".d.mts") || ends_with(path, ".d.cts"))
		return NULL;
	for (const struct language *l = languages; l->name; l++)
		for (const char *const *e = l->extensions; *e; e++)
			if (ends_with(path, *e))
				return l;
	return NULL;
}
