/* Between the files of this folder that read rules. */
#ifndef PLUMBLINE_RULE_PARSE_H
#define PLUMBLINE_RULE_PARSE_H

#include "rule.h"

/* Fills a rule from its file's text, which must live as long as the arena; id, group, file, folder and user are set before. false: broken. */
bool rule_parse(struct rule *rule, struct arena *arena, const char *text);
/* Marks a rule as broken, unless it already is. Returns false. */
bool rule_break(struct rule *rule, struct arena *arena, int line, const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
