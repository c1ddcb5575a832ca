CREATE TABLE join_code (
    county_id TEXT COLLATE "C" NOT NULL,
    handle TEXT COLLATE "C" NOT NULL,
    secret TEXT COLLATE "C" NOT NULL,
    station_code TEXT COLLATE "C" NOT NULL,
    station_name TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    tries BIGINT NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    request BYTEA NOT NULL,
    CONSTRAINT pk_join_code PRIMARY KEY (county_id, handle)
);
