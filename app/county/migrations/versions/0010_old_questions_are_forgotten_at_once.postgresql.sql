DROP INDEX ix_asked_at;

CREATE INDEX ix_asked_at ON asked (county_id, at);
