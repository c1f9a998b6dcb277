/* Queries of Drizzle. Each export sends one statement. */
const { Pool } = require('pg');
const { and, asc, count, desc, eq, getTableColumns, gt, inArray, isNull, or, relations, sql } = require('drizzle-orm');
const { drizzle } = require('drizzle-orm/node-postgres');
const { integer, pgTable, primaryKey, serial, text, timestamp } = require('drizzle-orm/pg-core');

const users = pgTable('users', { id: serial('id').primaryKey(), name: text('name').notNull(), email: text('email').unique(), tries: integer('tries').notNull().default(0), seenAt: timestamp('seen_at', { withTimezone: true }) });
const posts = pgTable('posts', { id: serial('id').primaryKey(), title: text('title').notNull(), body: text('body'), userId: integer('user_id').notNull().references(() => users.id) });
const tags = pgTable('tags', { id: serial('id').primaryKey(), word: text('word').notNull().unique() });
const postTags = pgTable('post_tags', { postId: integer('post_id').notNull().references(() => posts.id), tagId: integer('tag_id').notNull().references(() => tags.id) }, (t) => [primaryKey({ columns: [t.postId, t.tagId] })]);
const userRelations = relations(users, ({ many }) => ({ posts: many(posts) }));
const postRelations = relations(posts, ({ one, many }) => ({ author: one(users, { fields: [posts.userId], references: [users.id] }), tags: many(postTags) }));
const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const db = drizzle(pool, { schema: { users, posts, tags, postTags, userRelations, postRelations } });

exports.all = () => db.select().from(users);
exports.some = () => db.select({ id: users.id, n: users.name }).from(users).where(and(gt(users.tries, 1), isNull(users.seenAt))).orderBy(desc(users.seenAt)).limit(5);
exports.joined = () => db.select({ title: posts.title, author: users }).from(posts).innerJoin(users, eq(users.id, posts.userId)).leftJoin(postTags, eq(postTags.postId, posts.id));
exports.within = () => db.select({ email: users.email }).from(users).where(or(inArray(users.id, [1, 2]), eq(users.name, 'b')));
exports.grouped = () => db.select({ user: posts.userId, n: count(posts.id) }).from(posts).groupBy(posts.userId);
exports.columns = () => db.select({ ...getTableColumns(posts), name: users.name }).from(posts).innerJoin(users, eq(posts.userId, users.id));
exports.piece = () => db.select({ l: sql`lower(${users.name})` }).from(users).where(sql`${users.tries} < ${3}`);
exports.text = () => db.execute(sql`SELECT ${users.name} FROM ${users} WHERE ${users.id} = ${1}`);
exports.add = () => db.insert(tags).values({ word: 'd1' }).returning({ id: tags.id });
exports.conflict = () => db.insert(tags).values({ word: 'x' }).onConflictDoNothing({ target: tags.word });
exports.change = () => db.update(users).set({ name: 'f', tries: sql`${users.tries} + 1` }).where(eq(users.id, 1)).returning();
exports.remove = () => db.delete(tags).where(eq(tags.word, 'nothing'));
exports.many = () => db.query.users.findMany();
exports.related = () => db.query.users.findMany({ columns: { id: true, name: true }, where: eq(users.tries, 0), with: { posts: { columns: { title: true } } }, orderBy: [asc(users.name)], limit: 3 });
exports.found = () => db.query.posts.findFirst({ where: (post, { eq }) => eq(post.userId, 1), with: { author: true } });
exports.left = () => db.query.users.findMany({ columns: { email: false } });
exports.end = () => pool.end();
