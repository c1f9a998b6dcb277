-- title: goqu
-- package: go github.com/doug-martin/goqu/v9 github.com/doug-martin/goqu/v8 github.com/doug-martin/goqu gopkg.in/doug-martin/goqu.v5
--
-- A chain of calls is a text, or sends itself: goqu.From("users").Where(goqu.Ex{"id": 1}, goqu.C("age").Gt(18)). Its strings are names, goqu.L(…) is SQL.

-- types
INSERT INTO type_alias(path, type, same)
SELECT column1, 'goqu', 0 FROM (VALUES ('github.com/doug-martin/goqu/v9'), ('github.com/doug-martin/goqu/v8'), ('github.com/doug-martin/goqu'), ('gopkg.in/doug-martin/goqu.v5'));
CREATE TEMP TABLE goqu_word(method TEXT, meaning TEXT, detail TEXT);
INSERT INTO goqu_word VALUES
    ('From', 'from', NULL), ('Select', 'select', NULL), ('SelectDistinct', 'distinct', NULL), ('SelectAppend', 'select', NULL), ('Distinct', 'distinct', 'yes'), ('Where', 'where', 'all'), ('GroupBy', 'group', 'all'),
    ('Having', 'unread', NULL), ('Order', 'order', 'all'), ('OrderAppend', 'order', 'all'), ('OrderPrepend', 'order', 'all'), ('Limit', 'limit', NULL), ('Offset', 'offset', NULL), ('Prepared', 'ignored', NULL), ('Insert', 'insert_into', NULL),
    ('Update', 'update_table', NULL), ('Delete', 'delete_from', NULL), ('Into', 'insert_into', NULL), ('Rows', 'set_keys', NULL), ('Set', 'set_keys', NULL), ('Cols', 'columns', NULL), ('Vals', 'unread', NULL), ('Returning', 'returning', NULL),
    ('OnConflict', 'unread', NULL), ('ForUpdate', 'ignored', NULL), ('ForShare', 'ignored', NULL), ('Executor', 'ignored', NULL), ('ToSQL', 'ignored', NULL), ('Join', 'opaque', NULL), ('InnerJoin', 'opaque', NULL), ('LeftJoin', 'opaque', NULL),
    ('RightJoin', 'opaque', NULL), ('FullJoin', 'opaque', NULL), ('CrossJoin', 'opaque', NULL), ('With', 'opaque', NULL), ('WithRecursive', 'opaque', NULL), ('As', 'opaque', NULL), ('Union', 'opaque', NULL), ('UnionAll', 'opaque', NULL);
CREATE TEMP TABLE goqu_sender(method TEXT, meaning TEXT, shape TEXT);
INSERT INTO goqu_sender VALUES ('ScanStructs', 'read', 'rows_error'), ('ScanStructsContext', 'read', 'rows_error'), ('ScanStruct', 'take', NULL), ('ScanStructContext', 'take', NULL), ('ScanVals', 'read', 'rows_error'),
    ('ScanValsContext', 'read', 'rows_error'), ('ScanVal', 'take', NULL), ('ScanValContext', 'take', NULL), ('Count', 'count_rows', NULL), ('CountContext', 'count_rows', NULL), ('Exec', 'read', NULL), ('ExecContext', 'read', NULL);
INSERT INTO type_alias(path, type, same)
SELECT 'goqu.' || column1, 'goqu.Database()', 0 FROM (VALUES ('New()'), ('TxDatabase()'), ('Dialect()'), ('DialectWrapper()'))
UNION ALL SELECT 'goqu.Database().' || column1, 'goqu.Database()', 0 FROM (VALUES ('Begin()'), ('BeginTx()'), ('WithTx(fn)#0'), ('DB()'))
UNION ALL SELECT b.column1 || '.' || m.column1 || '()', 'goqu.Dataset()', 0 FROM (VALUES ('goqu'), ('goqu.Database()')) b CROSS JOIN (VALUES ('From'), ('Select'), ('Insert'), ('Update'), ('Delete')) m
UNION ALL SELECT 'goqu.' || column1 || '()', 'goqu.Dataset()', 0 FROM (VALUES ('SelectDataset'), ('InsertDataset'), ('UpdateDataset'), ('DeleteDataset'))
UNION ALL SELECT 'goqu.Dataset().' || method || '()', 'goqu.Dataset()', 0 FROM goqu_word WHERE method <> 'ToSQL'
UNION ALL SELECT 'goqu.Dataset().ToSQL()', 'goqu.Sql()', 0
UNION ALL SELECT 'goqu.' || column1 || '()', 'goqu.Column()', 0 FROM (VALUES ('C'), ('I'), ('T'), ('S'));
INSERT INTO value_shape(path, shape) SELECT 'goqu.Dataset().' || method || '()', shape FROM goqu_sender WHERE shape IS NOT NULL;

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'goqu', 'method', method, meaning, detail FROM goqu_word
UNION ALL SELECT 'goqu', 'sender', method, meaning, NULL FROM goqu_sender
UNION ALL SELECT 'goqu', 'form', column1, 'yes', NULL FROM (VALUES ('pieces'), ('always'), ('names'))
UNION ALL SELECT 'goqu', 'type', 'goqu.Database()', 'base', NULL
UNION ALL SELECT 'goqu', 'type', 'goqu.Dataset()', 'query', NULL
UNION ALL SELECT 'goqu', 'text', 'goqu.Sql()', 'text', NULL
UNION ALL SELECT 'goqu', 'root', b.column1 || '.' || m.column1, 'yes', NULL FROM (VALUES ('goqu'), ('goqu.Database()')) b CROSS JOIN (VALUES ('From'), ('Select'), ('Insert'), ('Update'), ('Delete')) m
UNION ALL SELECT 'goqu', 'function', 'goqu.' || column1, column2, NULL FROM (VALUES ('C', 'name'), ('I', 'name'), ('T', 'name'), ('L', 'piece'), ('Literal', 'piece'))
UNION ALL SELECT 'goqu', 'compare', 'goqu.Column().' || column1, column2, column3 FROM (VALUES ('Eq', 'value', '='), ('Neq', 'value', '<>'), ('Gt', 'value', '>'), ('Gte', 'value', '>='), ('Lt', 'value', '<'), ('Lte', 'value', '<='),
    ('Like', 'value', 'LIKE'), ('ILike', 'value', 'ILIKE'), ('NotLike', 'value', 'NOT LIKE'), ('In', 'list', 'IN ('), ('NotIn', 'list', 'NOT IN ('), ('IsNull', 'nothing', 'IS NULL'), ('IsNotNull', 'nothing', 'IS NOT NULL'),
    ('IsTrue', 'nothing', 'IS TRUE'), ('IsFalse', 'nothing', 'IS FALSE'), ('Asc', 'nothing', 'ASC'), ('Desc', 'nothing', 'DESC'))
UNION ALL SELECT 'goqu', 'literal', 'goqu.Ex()', 'keys', '='
UNION ALL SELECT 'goqu', 'gathers', 'goqu.And', 'group', ' AND ' UNION ALL SELECT 'goqu', 'gathers', 'goqu.Or', 'group', ' OR ';
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar)
SELECT c.id, 'goqu', 'built', 'none', 'result', 'chain', 'goqu' FROM call c JOIN goqu_sender s ON s.method = c.name
WHERE c.receiver_type = 'goqu.Dataset()';
