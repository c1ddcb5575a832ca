CREATE TABLE asked (
    county_id VARCHAR(36) NOT NULL,
    key_id VARCHAR(8) NOT NULL,
    nonce VARCHAR(64) NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT pk_asked PRIMARY KEY (county_id, key_id, nonce)
);

CREATE INDEX ix_asked_at ON asked (county_id, key_id, at);
