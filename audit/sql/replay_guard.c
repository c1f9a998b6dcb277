/*
 * The conditions migrations write: IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'x'), information_schema.columns and the like,
 * to_regclass('x') IS NULL. A query on the system catalogues is read as the set of its "column = constant" conjuncts, whatever joins
 * tie them together; those name an object, and the catalogue knows whether it exists.
 */
#include "replay_private.h"

#include <stddef.h>
#include <strings.h>

struct facts {
	struct run *run;
	const struct variables *variables;
	const char *schema, *table, *column, *constraint, *index, *type, *label, *policy, *trigger, *function, *extension, *relation;
	const char *nullable, *data_type, *udt;
	const char *constraint_kind;
	char subject; /* what the rows of FROM stand for, see subjects; 0: nothing known */
	int rank;
	bool unknown; /* something that was not understood */
};

/* 'schema.name', '"Name"': a name as text, split. */
static void split_name(struct run *run, const char *text, const char **schema, const char **name)
{
	char *copy = arena_strdup(run->arena, text), *out = copy, *start = copy;
	bool quoted = false;

	*schema = NULL;
	for (const char *c = text; *c; c++) {
		if (*c == '"') {
			quoted = !quoted;
		} else if (*c == '.' && !quoted) {
			*out++ = '\0';
			*schema = start;
			start = out;
		} else {
			*out++ = quoted || *c < 'A' || *c > 'Z' ? *c : (char)(*c + 'a' - 'A');
		}
	}
	*out = '\0';
	*name = start;
}

/* Columns of system catalogues and of information_schema whose value names something. */
static const struct {
	const char *column;
	size_t offset;
} known[] = {
#define FACT(name, member) \
	{ \
		name, offsetof(struct facts, member) \
	}
	FACT("table_schema", schema),
	FACT("schemaname", schema),
	FACT("nspname", schema),
	FACT("schema_name", schema),
	FACT("constraint_schema", schema),
	FACT("trigger_schema", schema),
	FACT("routine_schema", schema),
	FACT("sequence_schema", schema),
	FACT("table_name", table),
	FACT("tablename", table),
	FACT("viewname", relation),
	FACT("matviewname", relation),
	FACT("event_object_table", table),
	FACT("sequence_name", relation),
	FACT("sequencename", relation),
	FACT("relname", relation),
	FACT("column_name", column),
	FACT("attname", column),
	FACT("constraint_name", constraint),
	FACT("conname", constraint),
	FACT("indexname", index),
	FACT("typname", type),
	FACT("enumlabel", label),
	FACT("policyname", policy),
	FACT("polname", policy),
	FACT("tgname", trigger),
	FACT("trigger_name", trigger),
	FACT("proname", function),
	FACT("routine_name", function),
	FACT("extname", extension),
	FACT("is_nullable", nullable),
	FACT("data_type", data_type),
	FACT("udt_name", udt),
	FACT("contype", constraint_kind),
	FACT("constraint_type", constraint_kind),
#undef FACT
};
/* These restrict nothing that matters here. */
static const char *const harmless[] = {"table_catalog", "constraint_catalog", "catalog_name", "relkind", "typtype",
	"attisdropped", "attnum", "table_type"};

/* A conjunct "column = value". */
static void take_fact(struct facts *f, const char *column, const char *value, bool regclass)
{
	const char *schema;

	if (strcmp(column, "conrelid") == 0 || strcmp(column, "attrelid") == 0 || strcmp(column, "tgrelid") == 0 || strcmp(column, "polrelid") == 0 ||
		strcmp(column, "indrelid") == 0 || (strcmp(column, "oid") == 0 && regclass)) {
		split_name(f->run, value, &schema, &f->table);
		if (schema)
			f->schema = schema;
		return;
	}
	if (strcmp(column, "enumtypid") == 0) {
		split_name(f->run, value, &schema, &f->type);
		return;
	}
	if (strcmp(column, "typnamespace") == 0 || strcmp(column, "relnamespace") == 0 || strcmp(column, "connamespace") == 0 || strcmp(column, "pronamespace") == 0) {
		f->schema = value;
		return;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strcmp(known[i].column, column) == 0) {
			*(const char **)(void *)((char *)f + known[i].offset) = value;
			return;
		}
	}
	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (strcmp(harmless[i], column) == 0)
			return;
	f->unknown = true;
}

static const char *column_name(const cJSON *node)
{
	const char *schema, *name;

	while (tree_is(node, "TypeCast"))
		node = tree_get(tree_body(node), "arg");
	return tree_name(tree_get(tree_as(node, "ColumnRef"), "fields"), &schema, &name) ? name : NULL;
}

static bool casts_to_regclass(const cJSON *node)
{
	const char *schema, *name;

	return tree_name(tree_get(tree_get(tree_as(node, "TypeCast"), "typeName"), "names"), &schema, &name) && strcmp(name, "regclass") == 0;
}

/* The conjuncts of WHERE and of the joins' ON. */
static void take_conjuncts(struct facts *f, const cJSON *node)
{
	const cJSON *body, *item, *args;
	const char *left, *right, *operator;

	if (!node)
		return;
	if ((body = tree_as(node, "BoolExpr")) && tree_text_is(body, "boolop", "AND_EXPR")) {
		args = tree_get(body, "args");
		tree_each(item, args)
			take_conjuncts(f, item);
		return;
	}
	if (tree_is(node, "BoolExpr") && tree_text_is(tree_body(node), "boolop", "NOT_EXPR") && column_name(tree_item(tree_get(tree_body(node), "args"), 0)))
		return; /* NOT attisdropped */
	body = tree_as(node, "A_Expr");
	operator= tree_string(tree_item(tree_get(body, "name"), 0));
	if (!body || !operator|| strcmp(operator, "=") != 0 || tree_text_is(body, "kind", "AEXPR_OP_ANY")) {
		left = body ? column_name(tree_get(body, "lexpr")) : NULL;
		if (!left || (strcmp(left, "attnum") != 0 && strcmp(left, "relkind") != 0 && strcmp(left, "table_schema") != 0))
			f->unknown = true;
		return;
	}
	left = column_name(tree_get(body, "lexpr"));
	if ((right = fold_expression(f->run, f->variables, tree_get(body, "rexpr"))) && left)
		take_fact(f, left, right, casts_to_regclass(tree_get(body, "rexpr")));
	else if ((right = fold_expression(f->run, f->variables, tree_get(body, "lexpr"))) && column_name(tree_get(body, "rexpr")))
		take_fact(f, column_name(tree_get(body, "rexpr")), right, casts_to_regclass(tree_get(body, "lexpr")));
	else if (!left || !column_name(tree_get(body, "rexpr")))
		f->unknown = true; /* column = column is a join */
}

/*
 * What one row of a system catalogue stands for. In a join the highest rank says what the whole is about: pg_class and pg_namespace are mostly
 * joined for a name.
 */
static const struct subject {
	const char *relation;
	char subject;
	int rank;
} subjects[] = {
	{"pg_namespace", 'n', 1}, {"schemata", 'n', 1},
	{"pg_class", 'r', 2}, {"tables", 'r', 2}, {"pg_tables", 'r', 2}, {"views", 'r', 2}, {"pg_views", 'r', 2}, {"pg_matviews", 'r', 2},
	{"sequences", 'r', 2}, {"pg_sequences", 'r', 2},
	{"pg_type", 'y', 3}, {"pg_enum", 'y', 3},
	{"columns", 'a', 4}, {"pg_attribute", 'a', 4},
	{"pg_constraint", 'c', 4}, {"table_constraints", 'c', 4}, {"referential_constraints", 'c', 4},
	{"pg_trigger", 't', 4}, {"triggers", 't', 4},
	{"pg_policies", 'p', 4}, {"pg_policy", 'p', 4},
	{"pg_indexes", 'i', 4},
	{"pg_extension", 'e', 4},
	{"pg_proc", 'f', 4}, {"routines", 'f', 4}};

static void take_subject(struct facts *f, const char *relation)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++) {
		if (strcmp(subjects[i].relation, relation) != 0)
			continue;
		if (subjects[i].rank == 4 && f->rank == 4 && subjects[i].subject != f->subject)
			f->unknown = true;
		if (subjects[i].rank > f->rank) {
			f->rank = subjects[i].rank;
			f->subject = subjects[i].subject;
		}
		return;
	}
	f->unknown = true;
}

static void take_from(struct facts *f, const cJSON *node)
{
	const cJSON *join = tree_as(node, "JoinExpr");

	if (join) {
		take_from(f, tree_get(join, "larg"));
		take_from(f, tree_get(join, "rarg"));
		take_conjuncts(f, tree_get(join, "quals"));
	} else if (tree_is(node, "RangeVar")) {
		if (catalog_is_system(tree_text(tree_body(node), "schemaname"), tree_text(tree_body(node), "relname")))
			take_subject(f, tree_text(tree_body(node), "relname"));
		else
			f->unknown = true;
	} else {
		f->unknown = true;
	}
}

/* In an open catalogue too the likely way is followed: it stays open, and judges nothing for certain. */
static enum verdict verdict_of(bool exists)
{
	return exists ? VERDICT_TRUE : VERDICT_FALSE;
}

/* The table the facts name: in its schema, or in any when none is named. */
static struct relation *named_relation(const struct facts *f, const char *name)
{
	const struct catalog *c = f->run->catalog;

	if (f->schema)
		return catalog_relation(c, f->schema, name);
	for (size_t i = 0; i < c->relation.n; i++)
		if (strcmp(c->relation.v[i]->name, name) == 0)
			return c->relation.v[i];
	return NULL;
}

static enum verdict judge_column(const struct facts *f)
{
	const char *table = f->table ? f->table : f->relation;
	const struct relation *r = table ? named_relation(f, table) : NULL;
	const struct column *column = r ? relation_column(r, f->column) : NULL;

	if (!table || (r && r->columns_unknown))
		return VERDICT_UNKNOWN;
	if (!column)
		return verdict_of(false);
	if (f->nullable && (strcmp(f->nullable, "YES") == 0) == column->not_null)
		return VERDICT_FALSE;
	if (f->udt && column->type.name)
		return verdict_of(strcmp(f->udt, column->type.name) == 0);
	if (f->data_type) {
		struct sql_type bare = column->type;

		bare.modifier = "";
		if (!bare.schema || strcmp(bare.schema, "pg_catalog") != 0)
			return strcmp(f->data_type, "USER-DEFINED") == 0 ? VERDICT_TRUE : VERDICT_FALSE;
		return strcmp(f->data_type, bare.array ? "ARRAY" : type_text(f->run->arena, &bare)) == 0 ? VERDICT_TRUE : VERDICT_FALSE;
	}
	return VERDICT_TRUE;
}

/* contype or constraint_type, as one letter of pg_constraint */
static char constraint_letter(const char *kind)
{
	static const struct {
		const char *word;
		char letter;
	} kinds[] = {{"PRIMARY KEY", 'p'}, {"UNIQUE", 'u'}, {"FOREIGN KEY", 'f'}, {"CHECK", 'c'}};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].word, kind) == 0)
			return kinds[i].letter;
	return kind[0] && !kind[1] ? kind[0] : '?';
}

static bool has_constraint(const struct facts *f, const struct relation *r)
{
	for (size_t i = 0; i < r->constraint.n; i++) {
		const struct constraint *c = r->constraint.v[i];

		if ((!f->constraint || strcmp(c->name, f->constraint) == 0) && (!f->constraint_kind || (char)c->kind == constraint_letter(f->constraint_kind)))
			return true;
	}
	return false;
}

static bool has_trigger(const struct facts *f, const struct relation *r)
{
	for (size_t i = 0; i < r->trigger.n; i++)
		if (strcmp(r->trigger.v[i]->name, f->trigger) == 0)
			return true;
	return false;
}

/* A constraint or trigger of one table, or of any. */
static enum verdict judge_part(const struct facts *f)
{
	const struct catalog *c = f->run->catalog;
	const char *table = f->table ? f->table : f->relation;

	if (f->subject == 't' ? !f->trigger : !f->constraint && !(f->constraint_kind && table))
		return VERDICT_UNKNOWN;
	for (size_t i = 0; i < c->relation.n; i++) {
		const struct relation *r = c->relation.v[i];

		if ((table && strcmp(r->name, table) != 0) || (f->schema && strcmp(r->schema, f->schema) != 0))
			continue;
		if (f->subject == 't' ? has_trigger(f, r) : has_constraint(f, r))
			return VERDICT_TRUE;
	}
	return VERDICT_FALSE;
}

static enum verdict judge_policy(const struct facts *f)
{
	const struct catalog *c = f->run->catalog;

	for (size_t i = 0; i < c->policy.n; i++)
		if (strcmp(c->policy.v[i]->name, f->policy) == 0 && (!f->table || strcmp(c->policy.v[i]->table, f->table) == 0))
			return VERDICT_TRUE;
	return verdict_of(false);
}

static enum verdict judge_type(const struct facts *f)
{
	const struct catalog *c = f->run->catalog;

	for (size_t i = 0; i < c->type.n; i++) {
		const struct user_type *type = c->type.v[i];

		if (strcmp(type->name, f->type) != 0 || (f->schema && strcmp(type->schema, f->schema) != 0))
			continue;
		if (!f->label)
			return VERDICT_TRUE;
		for (size_t k = 0; k < type->label.n; k++)
			if (strcmp(type->label.v[k], f->label) == 0)
				return VERDICT_TRUE;
	}
	return verdict_of(!f->label && (type_is_builtin(f->type) || named_relation(f, f->type)));
}

static bool index_exists(const struct facts *f, const char *name)
{
	const struct catalog *c = f->run->catalog;

	for (size_t i = 0; i < c->relation.n; i++)
		for (size_t k = 0; k < c->relation.v[i]->index.n; k++)
			if (strcmp(c->relation.v[i]->index.v[k]->name, name) == 0 && (!f->schema || strcmp(c->relation.v[i]->schema, f->schema) == 0))
				return true;
	return false;
}

static bool extension_exists(const struct catalog *c, const char *name)
{
	for (size_t i = 0; i < c->extension.n; i++)
		if (strcmp(c->extension.v[i]->name, name) == 0)
			return true;
	return strcmp(name, "plpgsql") == 0;
}

static enum verdict judge_facts(const struct facts *f)
{
	const char *relation = f->table ? f->table : f->relation;
	const struct catalog *c = f->run->catalog;

	if (f->unknown)
		return VERDICT_UNKNOWN;
	switch (f->subject) {
	case 'a':
		return f->column ? judge_column(f) : VERDICT_UNKNOWN;
	case 'c':
	case 't':
		return judge_part(f);
	case 'p':
		return f->policy ? judge_policy(f) : VERDICT_UNKNOWN;
	case 'y':
		return f->type ? judge_type(f) : VERDICT_UNKNOWN;
	case 'i':
		return f->index ? verdict_of(index_exists(f, f->index)) : VERDICT_UNKNOWN;
	case 'e':
		return f->extension ? verdict_of(extension_exists(c, f->extension)) : VERDICT_UNKNOWN;
	case 'f':
		return f->function ? verdict_of(function_named(c, f->schema, f->function) != NULL) : VERDICT_UNKNOWN;
	case 'r': /* pg_class lists indexes too */
		return relation ? verdict_of(named_relation(f, relation) || index_exists(f, relation)) : VERDICT_UNKNOWN;
	case 'n':
		return f->schema ? verdict_of(catalog_has_schema(c, f->schema)) : VERDICT_UNKNOWN;
	default:
		return VERDICT_UNKNOWN;
	}
}

static enum verdict negated(enum verdict verdict)
{
	return verdict == VERDICT_UNKNOWN ? VERDICT_UNKNOWN : verdict == VERDICT_TRUE ? VERDICT_FALSE
										      : VERDICT_TRUE;
}

static enum verdict judge_exists(struct run *run, const struct variables *variables, const cJSON *query)
{
	struct facts facts = {.run = run, .variables = variables};
	const cJSON *select = tree_as(query, "SelectStmt"), *item, *from = tree_get(select, "fromClause");

	if (!select || tree_get(select, "withClause") || !from)
		return VERDICT_UNKNOWN;
	tree_each(item, from)
		take_from(&facts, item);
	take_conjuncts(&facts, tree_get(select, "whereClause"));
	return judge_facts(&facts);
}

/* to_regclass('x') IS [NOT] NULL */
static enum verdict judge_null_test(struct run *run, const struct variables *variables, const cJSON *body)
{
	const cJSON *arg = tree_get(body, "arg"), *call;
	const char *schema, *name, *text;
	enum verdict exists;

	while (tree_is(arg, "TypeCast"))
		arg = tree_get(tree_body(arg), "arg");
	call = tree_as(arg, "FuncCall");
	if (!call || !tree_name(tree_get(call, "funcname"), &schema, &name))
		return VERDICT_UNKNOWN;
	text = fold_expression(run, variables, tree_item(tree_get(call, "args"), 0));
	if (!text)
		return VERDICT_UNKNOWN;
	if (strcmp(name, "to_regclass") == 0) {
		split_name(run, text, &schema, &name);
		exists = verdict_of(catalog_relation(run->catalog, schema, name) || catalog_index(run->catalog, schema, name, NULL));
	} else if (strcmp(name, "to_regtype") == 0) {
		split_name(run, text, &schema, &name);
		exists = verdict_of(type_is_builtin(name) || catalog_type(run->catalog, schema, name));
	} else {
		return VERDICT_UNKNOWN;
	}
	return tree_text_is(body, "nulltesttype", "IS_NULL") ? negated(exists) : exists;
}

static enum verdict judge(struct run *run, const struct variables *variables, const cJSON *node)
{
	const cJSON *body, *item, *args;

	if ((body = tree_as(node, "SubLink")) && tree_text_is(body, "subLinkType", "EXISTS_SUBLINK"))
		return judge_exists(run, variables, tree_get(body, "subselect"));
	if (body && tree_text_is(body, "subLinkType", "EXPR_SUBLINK") && !tree_get(tree_get(tree_get(body, "subselect"), "SelectStmt"), "fromClause"))
		return judge(run, variables, tree_get(tree_as(tree_item(tree_get(tree_at(body, "subselect", "SelectStmt"), "targetList"), 0), "ResTarget"), "val"));
	if ((body = tree_as(node, "NullTest")))
		return judge_null_test(run, variables, body);
	if ((body = tree_as(node, "A_Const")))
		return tree_get(body, "boolval") ? (tree_flag(tree_get(body, "boolval"), "boolval") ? VERDICT_TRUE : VERDICT_FALSE) : VERDICT_UNKNOWN;
	if ((body = tree_as(node, "BoolExpr"))) {
		bool all = tree_text_is(body, "boolop", "AND_EXPR"), unknown = false;

		args = tree_get(body, "args");
		if (tree_text_is(body, "boolop", "NOT_EXPR"))
			return negated(judge(run, variables, tree_item(args, 0)));
		tree_each(item, args) {
			enum verdict verdict = judge(run, variables, item);

			if (verdict == (all ? VERDICT_FALSE : VERDICT_TRUE))
				return verdict;
			unknown |= verdict == VERDICT_UNKNOWN;
		}
		return unknown ? VERDICT_UNKNOWN : all ? VERDICT_TRUE
						       : VERDICT_FALSE;
	}
	return VERDICT_UNKNOWN;
}

enum verdict judge_condition(struct run *run, const struct variables *variables, const char *condition)
{
	struct sql_text *text;
	enum verdict verdict = judge(run, variables, parse_expression(run, condition, &text));

	sql_free(text);
	return verdict;
}

bool tests_absence(const char *condition)
{
	const char *word = condition + strspn(condition, " \t\r\n(");

	if (strncasecmp(word, "not", 3) == 0) {
		word += 3 + strspn(word + 3, " \t\r\n(");
		return strncasecmp(word, "exists", 6) == 0;
	}
	return strcasestr(condition, "is null") != NULL && !strcasestr(condition, "is not null");
}
