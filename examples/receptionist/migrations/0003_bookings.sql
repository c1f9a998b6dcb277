CREATE TABLE appointments (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    business_id bigint NOT NULL REFERENCES businesses (id),
    customer_id bigint NOT NULL REFERENCES customers (id),
    call_id     bigint REFERENCES calls (id),
    starts_at   timestamptz NOT NULL,
    note        text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now()
);
