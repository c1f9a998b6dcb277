CREATE TABLE owners (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email       text NOT NULL UNIQUE,
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE businesses (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id    bigint NOT NULL UNIQUE REFERENCES owners (id),
    name        text NOT NULL,
    timezone    text NOT NULL DEFAULT 'UTC',
    greeting    text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now()
);
