CREATE TABLE audit (
    county_id TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    officer TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    details JSON NOT NULL,
    CONSTRAINT pk_audit PRIMARY KEY (county_id, seq)
);

CREATE TABLE county (
    county_id TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    host TEXT COLLATE "C" NOT NULL,
    root_public TEXT COLLATE "C" NOT NULL,
    recovery_public TEXT COLLATE "C" NOT NULL,
    founded_on DATE NOT NULL,
    CONSTRAINT pk_county PRIMARY KEY (county_id)
);

CREATE TABLE place (
    county_id TEXT COLLATE "C" NOT NULL,
    place_id TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL,
    parent_code TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_place PRIMARY KEY (county_id, place_id)
);

CREATE TABLE publication (
    county_id TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    issued_on DATE NOT NULL,
    next_update DATE,
    audience TEXT COLLATE "C" NOT NULL,
    answers TEXT COLLATE "C" NOT NULL,
    data BYTEA NOT NULL,
    CONSTRAINT pk_publication PRIMARY KEY (county_id, kind, sequence)
);

CREATE INDEX ix_publication_answers ON publication (county_id, answers);

CREATE TABLE revocation (
    county_id TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    since DATE NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    successor TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_revocation PRIMARY KEY (county_id, number, digest)
);

CREATE TABLE rule (
    county_id TEXT COLLATE "C" NOT NULL,
    rule_id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    value JSON NOT NULL,
    severity TEXT COLLATE "C" NOT NULL,
    valid_from DATE,
    valid_to DATE,
    source TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_rule PRIMARY KEY (county_id, rule_id)
);

CREATE TABLE station (
    county_id TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    station_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    added_on DATE NOT NULL,
    CONSTRAINT pk_station PRIMARY KEY (county_id, code),
    CONSTRAINT fk_station_county_id FOREIGN KEY(county_id) REFERENCES county (county_id)
);

CREATE TABLE device_key (
    county_id TEXT COLLATE "C" NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    public TEXT COLLATE "C" NOT NULL,
    station_code TEXT COLLATE "C" NOT NULL,
    not_before DATE NOT NULL,
    not_after DATE NOT NULL,
    kinds JSON NOT NULL,
    number_prefixes JSON NOT NULL,
    revoked_since DATE,
    revoked_reason TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_device_key PRIMARY KEY (county_id, key_id),
    CONSTRAINT fk_device_key_station_code FOREIGN KEY (county_id, station_code) REFERENCES station (county_id, code)
);

CREATE TABLE replica (
    county_id TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    station_code TEXT COLLATE "C" NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    enrolled_on DATE NOT NULL,
    CONSTRAINT pk_replica PRIMARY KEY (county_id, replica),
    CONSTRAINT fk_replica_station_code FOREIGN KEY (county_id, station_code) REFERENCES station (county_id, code),
    CONSTRAINT fk_replica_key_id FOREIGN KEY (county_id, key_id) REFERENCES device_key (county_id, key_id)
);

CREATE TABLE number_block (
    county_id TEXT COLLATE "C" NOT NULL,
    station_code TEXT COLLATE "C" NOT NULL,
    first_serial BIGINT NOT NULL,
    last_serial BIGINT NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    granted_on DATE NOT NULL,
    CONSTRAINT pk_number_block PRIMARY KEY (county_id, station_code, first_serial),
    CONSTRAINT fk_number_block_station_code FOREIGN KEY (county_id, station_code) REFERENCES station (county_id, code),
    CONSTRAINT fk_number_block_replica FOREIGN KEY (county_id, replica) REFERENCES replica (county_id, replica),
    CONSTRAINT ck_number_block_serials CHECK (first_serial >= 1 and first_serial <= last_serial and last_serial <= 99999)
);
