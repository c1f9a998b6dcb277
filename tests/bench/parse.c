/*
 * What parsing alone costs: reads and parses the files named on standard input with tree-sitter, one thread, and prints the milliseconds
 * of each round. The measure everything else is compared with.
 *
 *     find src -name '*.js' | parse ROUNDS
 */
#include "../../audit/base/io.h"
#include "../../audit/base/str.h"
#include "../../audit/base/vec.h"

#include <tree_sitter/api.h>

#include <stdio.h>
#include <time.h>

const TSLanguage *tree_sitter_javascript(void);
const TSLanguage *tree_sitter_typescript(void);
const TSLanguage *tree_sitter_tsx(void);
const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_go(void);

static const TSLanguage *grammar_of(const char *path)
{
	if (ends_with(path, ".d.ts"))
		return NULL;
	if (ends_with(path, ".py"))
		return tree_sitter_python();
	if (ends_with(path, ".go"))
		return tree_sitter_go();
	if (ends_with(path, ".tsx"))
		return tree_sitter_tsx();
	if (ends_with(path, ".ts") || ends_with(path, ".mts") || ends_with(path, ".cts"))
		return tree_sitter_typescript();
	if (ends_with(path, ".js") || ends_with(path, ".jsx") || ends_with(path, ".mjs") || ends_with(path, ".cjs"))
		return tree_sitter_javascript();
	return NULL;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static size_t parse_file(TSParser *parser, const char *path)
{
	const TSLanguage *grammar = grammar_of(path);
	char *text;
	size_t length;
	TSTree *tree;

	if (!grammar || !io_read(path, 64 << 20, &text, &length, NULL))
		return 0;
	ts_parser_set_language(parser, grammar);
	tree = ts_parser_parse_string(parser, NULL, text, (uint32_t)length);
	ts_tree_delete(tree);
	free(text);
	return length;
}

int main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	VEC_OF(char *) file = {0};
	TSParser *parser = ts_parser_new();
	char *line = NULL;
	size_t size = 0, bytes = 0;

	while (getline(&line, &size, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		vec_push(&file, xstrdup(line));
	}
	free(line);
	for (long i = 0; i < rounds; i++) {
		double began = now_ms();

		bytes = 0;
		for (size_t f = 0; f < file.n; f++)
			bytes += parse_file(parser, file.v[f]);
		printf("%.2f\n", now_ms() - began);
	}
	fprintf(stderr, "%zu files, %zu bytes\n", file.n, bytes);
	for (size_t f = 0; f < file.n; f++)
		free(file.v[f]);
	vec_free(&file);
	ts_parser_delete(parser);
	return 0;
}
