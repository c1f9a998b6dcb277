/* Queries of Kysely. Each export sends one statement. */
const { Pool } = require('pg');
const { Kysely, PostgresDialect, sql } = require('kysely');

const db = new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: process.env.DATABASE_URL }) }) });

exports.all = () => db.selectFrom('users').selectAll().execute();
exports.some = () => db.selectFrom('users').select(['id', 'users.name as n']).where('tries', '>', 1).orderBy('seen_at').limit(5).execute();
exports.joined = () => db.selectFrom('posts as p').innerJoin('users as u', 'u.id', 'p.user_id').leftJoin('post_tags', 'post_tags.post_id', 'p.id').select(['p.title', 'u.email']).execute();
exports.within = () => db.selectFrom('users').select('id').where('id', 'in', [1, 2]).where('email', 'is not', null).executeTakeFirst();
exports.grouped = () => db.selectFrom('posts').select('user_id').groupBy('user_id').execute();
exports.refs = () => db.selectFrom('posts').innerJoin('users', (join) => join.onRef('users.id', '=', 'posts.user_id')).selectAll('posts').execute();
exports.add = () => db.insertInto('tags').values({ word: 'y1' }).returning('id').executeTakeFirst();
exports.conflict = () => db.insertInto('tags').values([{ word: 'x' }]).onConflict((c) => c.column('word').doNothing()).execute();
exports.change = () => db.updateTable('users').set({ name: 'e' }).where('id', '=', 1).returningAll().execute();
exports.remove = () => db.deleteFrom('tags').where('word', '=', 'nothing').executeTakeFirst();
exports.text = () => sql`SELECT name FROM users WHERE id = ${1}`.execute(db);
exports.piece = () => db.selectFrom('users').select('id').where(sql`lower(name)`, '=', 'a').execute();
exports.end = () => db.destroy();
