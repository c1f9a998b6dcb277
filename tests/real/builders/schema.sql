CREATE TABLE users (
	id serial PRIMARY KEY,
	name text NOT NULL,
	email text UNIQUE,
	tries integer NOT NULL DEFAULT 0,
	seen_at timestamptz
);
CREATE TABLE posts (
	id serial PRIMARY KEY,
	title text NOT NULL,
	body text,
	user_id integer NOT NULL REFERENCES users (id)
);
CREATE TABLE tags (
	id serial PRIMARY KEY,
	word text NOT NULL UNIQUE
);
CREATE TABLE post_tags (
	post_id integer NOT NULL REFERENCES posts (id),
	tag_id integer NOT NULL REFERENCES tags (id),
	PRIMARY KEY (post_id, tag_id)
);
INSERT INTO users (name, email) VALUES ('a', 'a@x'), ('b', 'b@x');
INSERT INTO posts (title, user_id) VALUES ('one', 1), ('two', 2);
INSERT INTO tags (word) VALUES ('x');
INSERT INTO post_tags VALUES (1, 1);
