CREATE TABLE customers (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    business_id bigint NOT NULL REFERENCES businesses (id),
    name        text,
    phone       text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (business_id, phone)
);

CREATE TABLE calls (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    business_id    bigint NOT NULL REFERENCES businesses (id),
    customer_id    bigint REFERENCES customers (id),
    customer_phone text NOT NULL,
    status         text NOT NULL DEFAULT 'ringing',
    seconds        integer,
    summary        text,
    started_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX calls_business_id_started_at_idx ON calls (business_id, started_at DESC);
