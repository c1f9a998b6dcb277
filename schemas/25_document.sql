-- Schema languages that are no SQL, as their readers state them: Prisma's blocks, fields and attributes. What they mean is a pack's to say.

CREATE TABLE schema_block (             -- model User { … }, enum Role { … }, generator client { … }
    id      INTEGER PRIMARY KEY,        -- schema_block.id
    file_id INTEGER NOT NULL,           -- file.id
    kind    TEXT NOT NULL,              -- model | enum | view | type | datasource | generator
    name    TEXT NOT NULL,              -- as written
    line    INTEGER NOT NULL            -- where
);

CREATE TABLE schema_field (             -- a line of a block: a model's field, an enum's value, a setting
    id          INTEGER PRIMARY KEY,    -- schema_field.id
    block_id    INTEGER NOT NULL,       -- schema_block.id
    name        TEXT NOT NULL,          -- as written
    type        TEXT,                   -- type as written, without [] and ?; NULL: an enum's value or a setting
    value       TEXT,                   -- of a setting (provider = "postgresql"); NULL
    is_list     INTEGER NOT NULL,       -- 1: Type[]
    is_optional INTEGER NOT NULL,       -- 1: Type?
    line        INTEGER NOT NULL        -- where
);

CREATE TABLE schema_attribute (         -- @map("x") of a field, @@map("x") of a block
    id       INTEGER PRIMARY KEY,       -- schema_attribute.id
    block_id INTEGER NOT NULL,          -- schema_block.id
    field_id INTEGER,                   -- schema_field.id; NULL: of the block
    name     TEXT NOT NULL,             -- without @: map, db.VarChar
    line     INTEGER NOT NULL           -- where
);

CREATE TABLE schema_argument (          -- an argument of an attribute; a list is one row per entry
    attribute_id INTEGER NOT NULL,      -- schema_attribute.id
    position     INTEGER NOT NULL,      -- from 0
    item         INTEGER,               -- number in a list, from 0; NULL: not in a list
    keyword      TEXT,                  -- name: value; NULL
    kind         TEXT NOT NULL,         -- string | number | name | call
    value        TEXT NOT NULL          -- a string's text, a number, a name; a call as written: now()
);

CREATE TABLE generated_module (         -- written by the types half of packs: code a generator writes into the tree that is not kept there
    path    TEXT NOT NULL,              -- folder or file in the tree, without extension: src/generated/prisma
    package TEXT NOT NULL               -- what an import of it, or of what is below it, is spelled with: @prisma/client
);

CREATE INDEX schema_field_block ON schema_field(block_id, name);
CREATE INDEX schema_attribute_field ON schema_attribute(field_id, name);
CREATE INDEX schema_attribute_block ON schema_attribute(block_id, name);
CREATE INDEX schema_argument_attribute ON schema_argument(attribute_id);
