CREATE TABLE audit (
    county_id VARCHAR(36) NOT NULL,
    seq INTEGER NOT NULL,
    at VARCHAR(40) NOT NULL,
    officer VARCHAR(60) NOT NULL,
    action VARCHAR(40) NOT NULL,
    details JSON NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (county_id, seq)
);

CREATE TABLE county (
    county_id VARCHAR(36) NOT NULL,
    code VARCHAR(6) NOT NULL,
    name VARCHAR(100) NOT NULL,
    host VARCHAR(200) NOT NULL,
    root_public VARCHAR(64) NOT NULL,
    recovery_public VARCHAR(64) NOT NULL,
    founded_on DATE NOT NULL,
    CONSTRAINT pk_county PRIMARY KEY (county_id)
);

CREATE TABLE place (
    county_id VARCHAR(36) NOT NULL,
    place_id VARCHAR(36) NOT NULL,
    code VARCHAR(12) NOT NULL,
    name VARCHAR(100) NOT NULL,
    level VARCHAR(10) NOT NULL,
    parent_code VARCHAR(12) NOT NULL,
    CONSTRAINT pk_place PRIMARY KEY (county_id, place_id)
);

CREATE TABLE publication (
    county_id VARCHAR(36) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    sequence INTEGER NOT NULL,
    issued_on DATE NOT NULL,
    next_update DATE,
    audience VARCHAR(36) NOT NULL,
    answers VARCHAR(64) NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_publication PRIMARY KEY (county_id, kind, sequence)
);

CREATE INDEX ix_publication_answers ON publication (county_id, answers);

CREATE TABLE revocation (
    county_id VARCHAR(36) NOT NULL,
    number VARCHAR(40) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    since DATE NOT NULL,
    reason VARCHAR(300) NOT NULL,
    successor VARCHAR(40) NOT NULL,
    CONSTRAINT pk_revocation PRIMARY KEY (county_id, number, digest)
);

CREATE TABLE rule (
    county_id VARCHAR(36) NOT NULL,
    rule_id VARCHAR(36) NOT NULL,
    "key" VARCHAR(60) NOT NULL,
    value JSON NOT NULL,
    severity VARCHAR(10) NOT NULL,
    valid_from DATE,
    valid_to DATE,
    source VARCHAR(300) NOT NULL,
    CONSTRAINT pk_rule PRIMARY KEY (county_id, rule_id)
);

CREATE TABLE station (
    county_id VARCHAR(36) NOT NULL,
    code VARCHAR(9) NOT NULL,
    station_id VARCHAR(36) NOT NULL,
    name VARCHAR(100) NOT NULL,
    added_on DATE NOT NULL,
    CONSTRAINT pk_station PRIMARY KEY (county_id, code),
    CONSTRAINT fk_station_county_id FOREIGN KEY(county_id) REFERENCES county (county_id)
);

CREATE TABLE device_key (
    county_id VARCHAR(36) NOT NULL,
    key_id VARCHAR(8) NOT NULL,
    public VARCHAR(64) NOT NULL,
    station_code VARCHAR(9) NOT NULL,
    not_before DATE NOT NULL,
    not_after DATE NOT NULL,
    kinds JSON NOT NULL,
    number_prefixes JSON NOT NULL,
    revoked_since DATE,
    revoked_reason VARCHAR(300) NOT NULL,
    CONSTRAINT pk_device_key PRIMARY KEY (county_id, key_id),
    CONSTRAINT fk_device_key_county_id FOREIGN KEY(county_id, station_code) REFERENCES station (county_id, code)
);

CREATE TABLE replica (
    county_id VARCHAR(36) NOT NULL,
    replica VARCHAR(36) NOT NULL,
    station_code VARCHAR(9) NOT NULL,
    key_id VARCHAR(8) NOT NULL,
    enrolled_on DATE NOT NULL,
    CONSTRAINT pk_replica PRIMARY KEY (county_id, replica),
    CONSTRAINT fk_replica_county_id FOREIGN KEY(county_id, station_code) REFERENCES station (county_id, code),
    CONSTRAINT fk_replica_county_id FOREIGN KEY(county_id, key_id) REFERENCES device_key (county_id, key_id)
);

CREATE TABLE number_block (
    county_id VARCHAR(36) NOT NULL,
    station_code VARCHAR(9) NOT NULL,
    first_serial INTEGER NOT NULL,
    last_serial INTEGER NOT NULL,
    replica VARCHAR(36) NOT NULL,
    granted_on DATE NOT NULL,
    CONSTRAINT pk_number_block PRIMARY KEY (county_id, station_code, first_serial),
    CONSTRAINT fk_number_block_county_id FOREIGN KEY(county_id, station_code) REFERENCES station (county_id, code),
    CONSTRAINT fk_number_block_county_id FOREIGN KEY(county_id, replica) REFERENCES replica (county_id, replica),
    CONSTRAINT ck_number_block_serials CHECK (first_serial >= 1 and first_serial <= last_serial and last_serial <= 99999)
);
