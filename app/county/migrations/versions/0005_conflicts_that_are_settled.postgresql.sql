CREATE TABLE clash_settled (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    after_replica TEXT COLLATE "C" NOT NULL,
    after_seq BIGINT NOT NULL,
    field TEXT COLLATE "C" NOT NULL,
    before_replica TEXT COLLATE "C" NOT NULL,
    before_seq BIGINT NOT NULL,
    settled_by TEXT COLLATE "C" NOT NULL,
    settled_at BIGINT NOT NULL,
    CONSTRAINT pk_clash_settled PRIMARY KEY (county_id, owner, after_replica, after_seq, field, before_replica, before_seq)
);
