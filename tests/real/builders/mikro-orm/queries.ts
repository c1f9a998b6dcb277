/* Queries of MikroORM. Each export sends one statement. */
import { Collection, Entity, ManyToOne, MikroORM, OneToMany, PrimaryKey, Property } from '@mikro-orm/postgresql';

@Entity({ tableName: 'users' })
export class User {
  @PrimaryKey({ type: 'integer' })
  id: number;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text', nullable: true })
  email: string;

  @Property({ type: 'integer', default: 0 })
  tries: number;

  @Property({ type: 'Date', nullable: true })
  seenAt: Date;

  @OneToMany({ entity: () => Post, mappedBy: 'user' })
  posts = new Collection<Post>(this);
}

@Entity({ tableName: 'posts' })
export class Post {
  @PrimaryKey({ type: 'integer' })
  id: number;

  @Property({ type: 'text' })
  title: string;

  @Property({ type: 'text', nullable: true })
  body: string;

  @ManyToOne(() => User)
  user: User;
}

const url = new URL(process.env.DATABASE_URL);
const orm = MikroORM.initSync({ host: url.searchParams.get('host'), port: Number(url.port), user: url.username, dbName: url.pathname.slice(1), entities: [User, Post], allowGlobalContext: true, connect: false });
const em = orm.em;

export const all = () => em.fork().find(User, {});
export const some = () => em.fork().find(User, { tries: { $gt: 1 }, email: null }, { fields: ['id', 'name'], orderBy: { seenAt: 'desc' }, limit: 5 });
export const one = () => em.fork().findOne(User, { email: 'a@x' });
export const byKey = () => em.fork().findOne(Post, 1);
export const within = () => em.fork().find(User, { $or: [{ id: { $in: [1, 2] } }, { name: { $like: 'a%' } }] });
export const owned = () => em.fork().getRepository(Post).find({ user: 1 });
export const counted = () => em.fork().count(User, { name: 'a' });
export const add = () => em.fork().insert(Post, { title: 't', user: 1 });
export const change = () => em.fork().nativeUpdate(User, { id: 1 }, { name: 'i', seenAt: null });
export const remove = () => em.fork().nativeDelete(Post, { title: 'nothing' });
export const text = () => em.getConnection().execute('SELECT name FROM users WHERE id = ?', [1]);
export const end = () => orm.close(true);
