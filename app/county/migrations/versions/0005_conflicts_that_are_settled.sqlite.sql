CREATE TABLE clash_settled (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    after_replica VARCHAR(36) NOT NULL,
    after_seq BIGINT NOT NULL,
    field VARCHAR(40) NOT NULL,
    before_replica VARCHAR(36) NOT NULL,
    before_seq BIGINT NOT NULL,
    settled_by VARCHAR(40) NOT NULL,
    settled_at BIGINT NOT NULL,
    CONSTRAINT pk_clash_settled PRIMARY KEY (county_id, owner, after_replica, after_seq, field, before_replica, before_seq)
);
