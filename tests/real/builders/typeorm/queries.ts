/* Queries of TypeORM. Each export sends one statement. */
import { Column, DataSource, Entity, ILike, In, IsNull, JoinColumn, ManyToOne, MoreThan, OneToMany, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  email: string;

  @Column({ type: 'integer', default: 0 })
  tries: number;

  @Column({ type: 'timestamptz', name: 'seen_at', nullable: true })
  seenAt: Date;

  @OneToMany(() => Post, (post) => post.author)
  posts: Post[];
}

@Entity('posts')
export class Post {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'text' })
  title: string;

  @Column({ type: 'text', nullable: true })
  body: string;

  @ManyToOne(() => User, (user) => user.posts)
  @JoinColumn({ name: 'user_id' })
  author: User;
}

const source = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL, entities: [User, Post] });
const users = source.getRepository(User);
const posts = source.getRepository(Post);

export const start = () => source.initialize();
export const all = () => users.find();
export const some = () => users.find({ select: { id: true, name: true }, where: { tries: MoreThan(1), email: IsNull() }, order: { name: 'ASC' }, take: 5 });
export const by = () => users.findBy({ id: In([1, 2]), name: ILike('a%') });
export const one = () => users.findOneBy({ email: 'a@x' });
export const related = () => posts.find({ relations: { author: true } });
export const within = () => posts.findBy({ author: { name: 'a' } });
export const counted = () => users.count({ where: { name: 'a' } });
export const add = () => posts.insert({ title: 't', author: { id: 1 } });
export const change = () => users.update({ id: 1 }, { name: 'h', seenAt: null });
export const remove = () => posts.delete({ title: 'nothing' });
export const text = () => source.query('SELECT name FROM users WHERE id = $1', [1]);
export const end = () => source.destroy();
