CREATE TABLE asked (
    county_id TEXT COLLATE "C" NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    nonce TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_asked PRIMARY KEY (county_id, key_id, nonce)
);

CREATE INDEX ix_asked_at ON asked (county_id, key_id, at);
