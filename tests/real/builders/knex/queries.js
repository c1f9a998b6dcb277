/* Queries of knex. Each export sends one statement. */
const knex = require('knex')({ client: 'pg', connection: process.env.DATABASE_URL });

exports.all = () => knex('users');
exports.some = () => knex('users').select('id', 'users.name as n').where({ name: 'a' }).orderBy('seen_at', 'desc').limit(5);
exports.first = () => knex.select('id').from('users').where('tries', '>', 1).orWhereNull('seen_at').first();
exports.joined = () => knex('posts as p').join('users as u', 'u.id', 'p.user_id').leftJoin('post_tags', 'post_tags.post_id', '=', 'p.id').select('p.title', { author: 'u.name' });
exports.within = () => knex('users').whereIn('id', [1, 2]).whereNot({ name: 'b' }).whereNot('tries', 7).whereBetween('tries', [0, 3]).select('email');
exports.grouped = () => knex('posts').select('user_id').count('id as n').max('title').groupBy('user_id').orderBy('user_id');
exports.nested = () => knex('users').where((b) => b.where('name', 'a').orWhere('email', 'b@x')).andWhere('tries', 0).select('id');
exports.raw = () => knex('users').select(knex.raw('lower(name) AS l')).whereRaw('tries > ?', [0]);
exports.add = () => knex('tags').insert([{ word: 'k1' }, { word: 'k2' }]).returning('id');
exports.conflict = () => knex('tags').insert({ word: 'x' }).onConflict('word').ignore();
exports.change = () => knex('users').where({ id: 1 }).update({ name: 'c', seen_at: null }).returning(['id', 'name']);
exports.increase = () => knex('users').where('id', 1).increment('tries', 1);
exports.remove = () => knex('tags').where('word', 'nothing').del();
exports.columns = () => knex('users').where('users.email', 'a@x').join('posts', { 'posts.user_id': 'users.id' }).distinct('users.name');
exports.counted = () => knex('users').count('*').where('email', 'like', '%x');
exports.end = () => knex.destroy();
