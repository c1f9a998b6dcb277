-- Stand-ins in pg_catalog for types whose extension the test server lacks (pgvector's) or that a program's models leave open: a tree's DDL then runs to its end.
SET allow_system_table_mods = on;
CREATE TYPE pg_catalog.vector;
CREATE FUNCTION pg_catalog.stand_in_vector(cstring, oid, int4) RETURNS vector IMMUTABLE STRICT LANGUAGE internal AS 'varbit_in';
CREATE FUNCTION pg_catalog.stand_in_vector(vector) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'varbit_out';
CREATE TYPE pg_catalog.vector (INPUT = pg_catalog.stand_in_vector, OUTPUT = pg_catalog.stand_in_vector, TYPMOD_IN = varbittypmodin, TYPMOD_OUT = varbittypmodout);
CREATE TYPE pg_catalog.plumbline_unknown;
CREATE FUNCTION pg_catalog.stand_in_unknown(cstring, oid, int4) RETURNS plumbline_unknown IMMUTABLE STRICT LANGUAGE internal AS 'varbit_in';
CREATE FUNCTION pg_catalog.stand_in_unknown(plumbline_unknown) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'varbit_out';
CREATE TYPE pg_catalog.plumbline_unknown (INPUT = pg_catalog.stand_in_unknown, OUTPUT = pg_catalog.stand_in_unknown, TYPMOD_IN = varbittypmodin, TYPMOD_OUT = varbittypmodout);
RESET allow_system_table_mods;
