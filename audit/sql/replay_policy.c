/* Who may do what: policies of row security, and CREATE on schema public, the one privilege that is kept. */
#include "replay_private.h"

static bool find_subquery(void *context, const char *tag, const cJSON *body)
{
	(void)body;
	*(bool *)context |= strcmp(tag, "SubLink") == 0;
	return true;
}

static bool policy_expression(struct run *run, struct relation *relation, struct policy *policy, const cJSON *expression)
{
	struct names names = {0};
	bool subquery = false, ok = true;

	tree_walk(expression, find_subquery, &subquery);
	if (expression && !subquery)
		ok = expression_columns(run, relation, expression, "policy expression", &names);
	else if (expression)
		ok = expression_binds(run, relation, expression, "POLICY");
	vec_free(&names);
	depends_on_expression(run, part_object(OBJECT_POLICY, policy, relation), expression, relation, 'n');
	return ok;
}

static const char *policy_text(struct run *run, const cJSON *expression)
{
	return expression ? default_text(run, expression, -1) : NULL;
}

static struct policy *find_policy(const struct catalog *catalog, const struct relation *relation, const char *name)
{
	for (size_t i = 0; i < catalog->policy.n; i++) {
		struct policy *p = catalog->policy.v[i];

		if (strcmp(p->schema, relation->schema) == 0 && strcmp(p->table, relation->name) == 0 && strcmp(p->name, name) == 0)
			return p;
	}
	return NULL;
}

static const char *policy_roles(struct run *run, const cJSON *roles)
{
	struct buf b = {0};
	const cJSON *item;
	const char *text;

	tree_each(item, roles) {
		const cJSON *role = tree_as(item, "RoleSpec");

		buf_printf(&b, "%s%s", b.n ? ", " : "", tree_text_is(role, "roletype", "ROLESPEC_CSTRING") ? tree_text(role, "rolename") : "public");
	}
	text = b.n ? arena_strdup(run->arena, buf_text(&b)) : "public";
	buf_free(&b);
	return text;
}

static bool create_policy(struct run *run, const cJSON *body)
{
	struct relation *relation = need_relation(run, tree_get(body, "table"));
	const char *name = tree_text(body, "policy_name"), *command = tree_text(body, "cmd_name");
	struct policy *policy;

	if (!relation)
		return false;
	if (relation->kind != RELATION_TABLE && relation->kind != RELATION_PARTITIONED)
		return fail(run, "42809", qualified(run, relation->schema, relation->name), "\"%s\" is not a table", relation->name);
	if (find_policy(run->catalog, relation, name))
		return fail(run, "42710", dotted(run, relation, name), "policy \"%s\" for table \"%s\" already exists", name, relation->name);
	policy = arena_new(run->arena, struct policy);
	policy->schema = relation->schema;
	policy->table = relation->name;
	policy->name = arena_strdup(run->arena, name);
	policy->command = arena_strdup(run->arena, *command ? command : "all");
	policy->permissive = tree_flag(body, "permissive");
	if (strcmp(command, "insert") == 0 && tree_get(body, "qual"))
		return fail(run, "42601", name, "only WITH CHECK expression allowed for INSERT");
	if ((strcmp(command, "select") == 0 || strcmp(command, "delete") == 0) && tree_get(body, "with_check"))
		return fail(run, "42601", name, "WITH CHECK cannot be applied to SELECT or DELETE");
	policy->roles = policy_roles(run, tree_get(body, "roles"));
	policy->using_sql = policy_text(run, tree_get(body, "qual"));
	policy->check_sql = policy_text(run, tree_get(body, "with_check"));
	policy->place = run->place;
	vec_push(&run->catalog->policy, policy);
	event(run, "create policy", dotted(run, relation, name))->on = qualified(run, relation->schema, relation->name);
	return policy_expression(run, relation, policy, tree_get(body, "qual")) && policy_expression(run, relation, policy, tree_get(body, "with_check"));
}

static bool alter_policy(struct run *run, const cJSON *body)
{
	struct relation *relation = need_relation(run, tree_get(body, "table"));
	const char *name = tree_text(body, "policy_name");
	struct policy *policy = relation ? find_policy(run->catalog, relation, name) : NULL;
	const cJSON *qual = tree_get(body, "qual"), *check = tree_get(body, "with_check");

	if (!relation)
		return false;
	if (!policy)
		return fail_missing(run, "42704", dotted(run, relation, name), "policy \"%s\" for table \"%s\" does not exist", name, relation->name);
	touch(run, policy);
	if (tree_get(body, "roles"))
		policy->roles = policy_roles(run, tree_get(body, "roles"));
	if (qual)
		policy->using_sql = policy_text(run, qual);
	if (check)
		policy->check_sql = policy_text(run, check);
	event(run, "alter policy", dotted(run, relation, name))->on = qualified(run, relation->schema, relation->name);
	return policy_expression(run, relation, policy, qual) && policy_expression(run, relation, policy, check);
}

static bool names_public(const cJSON *body)
{
	const cJSON *item;
	bool schema = false, everybody = false, create = tree_count(tree_get(body, "privileges")) == 0;

	tree_each(item, tree_get(body, "objects")) schema |= strcmp(tree_string(item) ? tree_string(item) : "", "public") == 0;
	tree_each(item, tree_get(body, "grantees")) everybody |= tree_text_is(tree_as(item, "RoleSpec"), "roletype", "ROLESPEC_PUBLIC");
	tree_each(item, tree_get(body, "privileges")) create |= tree_text_is(tree_as(item, "AccessPriv"), "priv_name", "create");
	return schema && everybody && create;
}

static bool grant(struct run *run, const cJSON *body)
{
	struct public_create *kept = &run->catalog->public_create;

	if (!tree_text_is(body, "targtype", "ACL_TARGET_OBJECT") || !tree_text_is(body, "objtype", "OBJECT_SCHEMA") || !names_public(body))
		return true;
	touch(run, kept);
	kept->granted = tree_flag(body, "is_grant") ? 1 : -1;
	kept->place = run->place;
	return true;
}

bool run_policy_statement(struct run *run, const char *tag, const cJSON *body, bool *known)
{
	static const struct {
		const char *tag;
		bool (*carry_out)(struct run *run, const cJSON *body);
	} handlers[] = {
		{"CreatePolicyStmt", create_policy},
		{"AlterPolicyStmt", alter_policy},
		{"GrantStmt", grant},
	};

	for (size_t i = 0; i < sizeof(handlers) / sizeof(*handlers); i++) {
		if (strcmp(handlers[i].tag, tag) != 0)
			continue;
		*known = true;
		return handlers[i].carry_out(run, body);
	}
	return true;
}
