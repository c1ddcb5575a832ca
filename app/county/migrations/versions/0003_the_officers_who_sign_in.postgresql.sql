CREATE TABLE login_failure (
    county_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    CONSTRAINT pk_login_failure PRIMARY KEY (county_id, name)
);

CREATE TABLE officer (
    county_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    password TEXT COLLATE "C" NOT NULL,
    active BOOLEAN NOT NULL,
    must_change BOOLEAN NOT NULL,
    added_on DATE NOT NULL,
    CONSTRAINT pk_officer PRIMARY KEY (county_id, name)
);

CREATE TABLE web_session (
    county_id TEXT COLLATE "C" NOT NULL,
    token TEXT COLLATE "C" NOT NULL,
    officer TEXT COLLATE "C" NOT NULL,
    csrf TEXT COLLATE "C" NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    CONSTRAINT pk_web_session PRIMARY KEY (county_id, token)
);

CREATE INDEX ix_web_session_officer ON web_session (county_id, officer);
