-- title: scany
-- package: go github.com/georgysavva/scany/v2 github.com/georgysavva/scany
--
-- pgxscan.Get(ctx, db, &user, "SELECT …") and sqlscan's: rows are put into the value before the text, by the db: tags of its fields.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/georgysavva/scany/v2/pgxscan', 'pgxscan', 0),
    ('github.com/georgysavva/scany/pgxscan',    'pgxscan', 0),
    ('github.com/georgysavva/scany/v2/sqlscan', 'sqlscan', 0),
    ('github.com/georgysavva/scany/sqlscan',    'sqlscan', 0);
INSERT INTO value_shape(path, shape) VALUES
    ('pgxscan.NotFound()', 'no_row'),
    ('sqlscan.NotFound()', 'no_row'),
    ('pgxscan.Get()',      'row_error'),
    ('sqlscan.Get()',      'row_error'),
    ('pgxscan.Select()',   'rows_error'),
    ('sqlscan.Select()',   'rows_error');

-- facts
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, values_follow, api)
SELECT c.id, 'scany', 'sql', 3, iif(EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.type IN ('pgx.NamedArgs()', 'pgx.StrictNamedArgs()')), 'at', 'dollar'), 4, 1, iif(c.name = 'Get', 'row', 'rows')
FROM call c WHERE c.callee IN ('pgxscan.Get', 'pgxscan.Select', 'sqlscan.Get', 'sqlscan.Select');
INSERT INTO result_naming(driver, naming, column_needs, field_needs)
SELECT 'scany', 'snake', 1, 0 WHERE NOT EXISTS (SELECT 1 FROM call WHERE callee LIKE 'pgxscan.New%' OR callee LIKE 'sqlscan.New%' OR name = 'WithAllowUnknownColumns');
