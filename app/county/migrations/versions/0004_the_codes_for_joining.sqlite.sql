CREATE TABLE join_code (
    county_id VARCHAR(36) NOT NULL,
    handle VARCHAR(4) NOT NULL,
    secret VARCHAR(16) NOT NULL,
    station_code VARCHAR(9) NOT NULL,
    station_name VARCHAR(100) NOT NULL,
    state VARCHAR(10) NOT NULL,
    tries BIGINT NOT NULL,
    made_by VARCHAR(60) NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    request BLOB NOT NULL,
    CONSTRAINT pk_join_code PRIMARY KEY (county_id, handle)
);
