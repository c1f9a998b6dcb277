/* Queries of Objection. Each export sends one statement. */
const knex = require('knex')({ client: 'pg', connection: process.env.DATABASE_URL });
const { Model } = require('objection');

class Tag extends Model {
  static get tableName() { return 'tags'; }
}
class Post extends Model {
  static get tableName() { return 'posts'; }
  static get relationMappings() {
    return {
      author: { relation: Model.BelongsToOneRelation, modelClass: User, join: { from: 'posts.user_id', to: 'users.id' } },
      tags: { relation: Model.ManyToManyRelation, modelClass: Tag, join: { from: 'posts.id', through: { from: 'post_tags.post_id', to: 'post_tags.tag_id' }, to: 'tags.id' } },
    };
  }
}
class User extends Model {
  static get tableName() { return 'users'; }
  static get modifiers() {
    return { fresh(query) { query.where('tries', 0).whereNotNull('users.email'); } };
  }
  static get relationMappings() {
    return { posts: { relation: Model.HasManyRelation, modelClass: Post, join: { from: 'users.id', to: 'posts.user_id' } } };
  }
}
const bound = { User: User.bindKnex(knex), Post: Post.bindKnex(knex) };
Model.knex(knex);

exports.all = () => User.query();
exports.byId = () => User.query().findById(1);
exports.one = () => User.query().findOne({ email: 'a@x' });
exports.some = () => User.query().where('tries', '<', 3).select('id', 'name').orderBy('seen_at');
exports.related = () => User.query().joinRelated('posts').where('posts.title', 'one').select('users.name');
exports.deep = () => User.query().leftJoinRelated('posts.[tags as t, author]').where('posts:t.word', 'x').select('users.id', 'posts:author.name as n');
exports.aliased = () => Post.query().joinRelated('author', { alias: 'a' }).select('a.email');
exports.modified = () => User.query().modify('fresh').select('id');
exports.sometimes = () => User.query().modify((query) => query.where('name', 'a')).select('id');
exports.add = () => Tag.query().insert({ word: 'o1' });
exports.change = () => User.query().patch({ name: 'd' }).where('id', 1);
exports.changeById = () => User.query().findById(2).patch({ tries: 2 });
exports.remove = () => Tag.query().deleteById(99);
exports.size = () => Post.query().where('user_id', 1).resultSize();
exports.end = () => knex.destroy();
