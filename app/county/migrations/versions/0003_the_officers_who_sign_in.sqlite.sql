CREATE TABLE login_failure (
    county_id VARCHAR(36) NOT NULL,
    name VARCHAR(40) NOT NULL,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    CONSTRAINT pk_login_failure PRIMARY KEY (county_id, name)
);

CREATE TABLE officer (
    county_id VARCHAR(36) NOT NULL,
    name VARCHAR(40) NOT NULL,
    role VARCHAR(20) NOT NULL,
    password VARCHAR(200) NOT NULL,
    active BOOLEAN NOT NULL,
    must_change BOOLEAN NOT NULL,
    added_on DATE NOT NULL,
    CONSTRAINT pk_officer PRIMARY KEY (county_id, name)
);

CREATE TABLE web_session (
    county_id VARCHAR(36) NOT NULL,
    token VARCHAR(64) NOT NULL,
    officer VARCHAR(40) NOT NULL,
    csrf VARCHAR(64) NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    CONSTRAINT pk_web_session PRIMARY KEY (county_id, token)
);

CREATE INDEX ix_web_session_officer ON web_session (county_id, officer);
