-- title: squirrel
-- package: go github.com/Masterminds/squirrel gopkg.in/Masterminds/squirrel.v1 github.com/lann/squirrel github.com/elgris/sqrl
--
-- A chain of calls is a text: sq.Select("id").From("users u").Where(sq.Eq{"u.id": ids}).ToSql(). Its strings are pieces of SQL with ? for values, which become $1 with
-- PlaceholderFormat(sq.Dollar) and are sent as they are without it. The chain is handed to a driver as text, or sends itself where RunWith gave it a connection.

-- types
INSERT INTO type_alias(path, type, same)
SELECT column1, 'squirrel', 0 FROM (VALUES ('github.com/Masterminds/squirrel'), ('gopkg.in/Masterminds/squirrel.v1'), ('github.com/lann/squirrel'), ('github.com/elgris/sqrl'));
CREATE TEMP TABLE squirrel_word(method TEXT, meaning TEXT, detail TEXT);
INSERT INTO squirrel_word VALUES
    ('Select', 'select', 'all'), ('Insert', 'insert_into', NULL), ('Update', 'update_table', NULL), ('Delete', 'delete_from', NULL), ('Replace', 'opaque', NULL),
    ('Columns', 'columns', NULL), ('Column', 'select', NULL), ('RemoveColumns', 'unread', NULL), ('Distinct', 'distinct', 'yes'), ('Options', 'unread', NULL), ('From', 'from', NULL), ('FromSelect', 'opaque', NULL), ('Into', 'insert_into', NULL),
    ('Join', 'join', 'JOIN'), ('InnerJoin', 'join', 'INNER JOIN'), ('LeftJoin', 'join', 'LEFT JOIN'), ('RightJoin', 'join', 'RIGHT JOIN'), ('CrossJoin', 'join', 'CROSS JOIN'), ('JoinClause', 'join', NULL),
    ('Where', 'where', NULL), ('GroupBy', 'group', 'all'), ('Having', 'having', NULL), ('OrderBy', 'order', 'all'), ('OrderByClause', 'order', NULL), ('Limit', 'limit', NULL), ('Offset', 'offset', NULL), ('RemoveLimit', 'unread', NULL),
    ('RemoveOffset', 'unread', NULL), ('Suffix', 'suffix', NULL), ('SuffixExpr', 'unread', NULL), ('Prefix', 'prefix', NULL), ('PrefixExpr', 'opaque', NULL), ('Values', 'values', NULL), ('SetMap', 'set_keys', NULL), ('Set', 'set', NULL),
    ('PlaceholderFormat', 'placeholder', NULL), ('RunWith', 'ignored', NULL), ('ToSql', 'ignored', NULL), ('MustSql', 'ignored', NULL), ('Table', 'update_table', NULL);
CREATE TEMP TABLE squirrel_sender(method TEXT, type TEXT);
INSERT INTO squirrel_sender VALUES ('Exec', 'database/sql.Result()'), ('ExecContext', 'database/sql.Result()'), ('Query', 'database/sql.Rows()'), ('QueryContext', 'database/sql.Rows()'), ('QueryRow', 'database/sql.Row()'),
    ('QueryRowContext', 'database/sql.Row()'), ('Scan', 'squirrel.Scanned()'), ('ScanContext', 'squirrel.Scanned()');
INSERT INTO type_alias(path, type, same)
SELECT 'squirrel.' || column1 || '()', 'squirrel.Builder()', 0 FROM (VALUES ('SelectBuilder'), ('InsertBuilder'), ('UpdateBuilder'), ('DeleteBuilder'), ('Sqlizer'), ('Select'), ('Insert'), ('Update'), ('Delete'), ('Replace'))
UNION ALL SELECT 'squirrel.Builder().' || method || '()', 'squirrel.Builder()', 0 FROM squirrel_word WHERE method NOT IN ('ToSql', 'MustSql', 'Insert', 'Update', 'Delete', 'Replace')
UNION ALL SELECT b.column1 || '.' || m.column1 || '()', 'squirrel.Builder()', 0 FROM (VALUES ('squirrel.StatementBuilder'), ('squirrel.StatementBuilderType()')) b CROSS JOIN (VALUES ('Select'), ('Insert'), ('Update'), ('Delete'), ('Replace')) m
UNION ALL SELECT b.column1 || '.' || m.column1 || '()', 'squirrel.StatementBuilderType()', 0 FROM (VALUES ('squirrel.StatementBuilder'), ('squirrel.StatementBuilderType()')) b CROSS JOIN (VALUES ('PlaceholderFormat'), ('RunWith')) m
UNION ALL SELECT 'squirrel.Builder().' || method || '()', type, 0 FROM squirrel_sender
UNION ALL SELECT 'squirrel.Builder().' || column1 || '()', 'squirrel.Sql()', 0 FROM (VALUES ('ToSql'), ('MustSql'));
INSERT INTO value_shape(path, shape) VALUES ('squirrel.Scanned()', 'row_error');

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'squirrel', 'method', method, meaning, detail FROM squirrel_word
UNION ALL SELECT 'squirrel', 'sender', method, 'read', NULL FROM squirrel_sender
UNION ALL SELECT 'squirrel', 'form', column1, 'yes', NULL FROM (VALUES ('pieces'), ('always'), ('doubled'))
UNION ALL SELECT 'squirrel', 'type', 'squirrel.StatementBuilderType()', 'base', NULL
UNION ALL SELECT 'squirrel', 'type', 'squirrel.Builder()', 'query', NULL
UNION ALL SELECT 'squirrel', 'text', 'squirrel.Sql()', 'text', NULL
UNION ALL SELECT 'squirrel', 'questions', column1, 'yes', NULL FROM (VALUES ('squirrel'), ('squirrel.StatementBuilder'))
UNION ALL SELECT 'squirrel', 'root', b.column1 || '.' || m.column1, 'yes', NULL FROM (VALUES ('squirrel'), ('squirrel.StatementBuilder'), ('squirrel.StatementBuilderType()')) b CROSS JOIN (VALUES ('Select'), ('Insert'), ('Update'), ('Delete'), ('Replace')) m
UNION ALL SELECT 'squirrel', 'function', 'squirrel.Expr', 'piece', NULL
UNION ALL SELECT 'squirrel', 'literal', 'squirrel.' || column1 || '()', column2, column3 FROM (VALUES ('Eq', 'keys', '='), ('NotEq', 'keys', '<>'), ('Lt', 'keys', '<'), ('LtOrEq', 'keys', '<='), ('Gt', 'keys', '>'), ('GtOrEq', 'keys', '>='),
    ('Like', 'keys', 'LIKE'), ('NotLike', 'keys', 'NOT LIKE'), ('ILike', 'keys', 'ILIKE'), ('NotILike', 'keys', 'NOT ILIKE'), ('And', 'group', ' AND '), ('Or', 'group', ' OR '));
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar)
SELECT c.id, 'squirrel', 'built', 'none', 'result', 'chain', 'squirrel' FROM call c JOIN squirrel_sender s ON s.method = c.name WHERE c.receiver_type = 'squirrel.Builder()';
