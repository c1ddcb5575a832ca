CREATE TABLE batch_frame (
    county_id VARCHAR(36) NOT NULL,
    replica VARCHAR(36) NOT NULL,
    last BIGINT NOT NULL,
    first BIGINT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    key_id VARCHAR(8) NOT NULL,
    signature BLOB NOT NULL,
    receipt BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    size INTEGER NOT NULL,
    CONSTRAINT pk_batch_frame PRIMARY KEY (county_id, replica, last)
);

CREATE TABLE blob (
    county_id VARCHAR(36) NOT NULL,
    station_id VARCHAR(36) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    media_type VARCHAR(40) NOT NULL,
    data BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    CONSTRAINT pk_blob PRIMARY KEY (county_id, station_id, sha256)
);

CREATE TABLE clash (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    after_replica VARCHAR(36) NOT NULL,
    after_seq BIGINT NOT NULL,
    field VARCHAR(40) NOT NULL,
    entity VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL,
    before_replica VARCHAR(36) NOT NULL,
    before_seq BIGINT NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT pk_clash PRIMARY KEY (county_id, owner, after_replica, after_seq, field)
);

CREATE INDEX ix_clash_row ON clash (county_id, owner, row_id);

CREATE TABLE contact (
    county_id VARCHAR(36) NOT NULL,
    replica VARCHAR(36) NOT NULL,
    station_id VARCHAR(36) NOT NULL,
    key_id VARCHAR(8) NOT NULL,
    at BIGINT NOT NULL,
    clock_offset_ms BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    oldest BIGINT NOT NULL,
    release VARCHAR(300) NOT NULL,
    schema BIGINT NOT NULL,
    feed BIGINT NOT NULL,
    heads JSON NOT NULL,
    CONSTRAINT pk_contact PRIMARY KEY (county_id, replica)
);

CREATE INDEX ix_contact_station ON contact (county_id, station_id);

CREATE TABLE county_state (
    county_id VARCHAR(36) NOT NULL,
    name VARCHAR(40) NOT NULL,
    value VARCHAR(200) NOT NULL,
    CONSTRAINT pk_county_state PRIMARY KEY (county_id, name)
);

CREATE TABLE desk_key (
    county_id VARCHAR(36) NOT NULL,
    key_id VARCHAR(8) NOT NULL,
    certificate BLOB NOT NULL,
    CONSTRAINT pk_desk_key PRIMARY KEY (county_id, key_id)
);

CREATE TABLE entry (
    county_id VARCHAR(36) NOT NULL,
    replica VARCHAR(36) NOT NULL,
    seq BIGINT NOT NULL,
    owner VARCHAR(36) NOT NULL,
    entity VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL,
    op VARCHAR(1) NOT NULL,
    effective BIGINT NOT NULL,
    hlc BIGINT NOT NULL,
    schema INTEGER NOT NULL,
    entry_id VARCHAR(36) NOT NULL,
    change_id VARCHAR(36) NOT NULL,
    actor VARCHAR(36) NOT NULL,
    salt BLOB,
    body BLOB,
    seal BLOB NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (county_id, replica, seq)
);

CREATE INDEX ix_entry_row ON entry (county_id, owner, row_id);

CREATE TABLE feed (
    county_id VARCHAR(36) NOT NULL,
    station_id VARCHAR(36) NOT NULL,
    number BIGINT NOT NULL,
    kind VARCHAR(20) NOT NULL,
    topic VARCHAR(60) NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_feed PRIMARY KEY (county_id, station_id, number)
);

CREATE INDEX ix_feed_topic ON feed (county_id, station_id, topic);

CREATE TABLE feed_head (
    county_id VARCHAR(36) NOT NULL,
    station_id VARCHAR(36) NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_feed_head PRIMARY KEY (county_id, station_id)
);

CREATE TABLE parked (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    replica VARCHAR(36) NOT NULL,
    seq BIGINT NOT NULL,
    entity VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL,
    code VARCHAR(20) NOT NULL,
    detail VARCHAR(100) NOT NULL,
    waits_for VARCHAR(36) NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT pk_parked PRIMARY KEY (county_id, owner, replica, seq)
);

CREATE INDEX ix_parked_row ON parked (county_id, owner, row_id);

CREATE INDEX ix_parked_waits_for ON parked (county_id, owner, waits_for);

CREATE TABLE refusal (
    county_id VARCHAR(36) NOT NULL,
    refusal_id VARCHAR(36) NOT NULL,
    at BIGINT NOT NULL,
    what VARCHAR(10) NOT NULL,
    code VARCHAR(40) NOT NULL,
    key_id VARCHAR(8) NOT NULL,
    station_id VARCHAR(36) NOT NULL,
    replica VARCHAR(36) NOT NULL,
    details JSON NOT NULL,
    CONSTRAINT pk_refusal PRIMARY KEY (county_id, refusal_id)
);

CREATE INDEX ix_refusal_at ON refusal (county_id, at);

CREATE TABLE replica_head (
    county_id VARCHAR(36) NOT NULL,
    replica VARCHAR(36) NOT NULL,
    station_id VARCHAR(36) NOT NULL,
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL,
    applied_seq BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    introduced_at BIGINT NOT NULL,
    key_id VARCHAR(8) NOT NULL,
    genesis_station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_replica_head PRIMARY KEY (county_id, replica)
);

CREATE INDEX ix_replica_head_station ON replica_head (county_id, station_id);

CREATE TABLE row_attendance_mark (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    enrolment_id VARCHAR(36),
    lesson_id VARCHAR(36),
    revision BIGINT,
    status TEXT,
    source TEXT,
    reason TEXT,
    after_seal BOOLEAN,
    station TEXT,
    CONSTRAINT pk_row_attendance_mark PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_attendance_mark_enrolment_id ON row_attendance_mark (county_id, enrolment_id);

CREATE TABLE row_blank_stock (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    kind TEXT,
    received_on DATE,
    first_serial TEXT,
    last_serial TEXT,
    sheets BIGINT,
    source TEXT,
    station TEXT,
    CONSTRAINT pk_row_blank_stock PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_blank_stock_event (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    stock_id VARCHAR(36),
    kind TEXT,
    certificate_kind TEXT,
    on_day DATE,
    sheets BIGINT,
    paper_serial TEXT,
    certificate_id VARCHAR(36),
    reason TEXT,
    station TEXT,
    CONSTRAINT pk_row_blank_stock_event PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_certificate (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    number TEXT,
    block_id VARCHAR(36),
    serial BIGINT,
    kind TEXT,
    trainee_id VARCHAR(36),
    enrolment_id VARCHAR(36),
    predecessor_id VARCHAR(36),
    template_id TEXT,
    template_version BIGINT,
    fields JSON,
    credential_text TEXT,
    text_sha256 TEXT,
    key_id TEXT,
    page_sha256 TEXT,
    photo TEXT,
    issued_on DATE,
    station TEXT,
    CONSTRAINT pk_row_certificate PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_certificate_enrolment_id ON row_certificate (county_id, enrolment_id);

CREATE INDEX ix_row_certificate_number ON row_certificate (county_id, number);

CREATE INDEX ix_row_certificate_trainee_id ON row_certificate (county_id, trainee_id);

CREATE TABLE row_certificate_event (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    certificate_id VARCHAR(36),
    kind TEXT,
    on_day DATE,
    reason TEXT,
    details JSON,
    station TEXT,
    CONSTRAINT pk_row_certificate_event PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_certificate_event_certificate_id ON row_certificate_event (county_id, certificate_id);

CREATE TABLE row_column_memory (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    fingerprint TEXT,
    columns JSON,
    station TEXT,
    CONSTRAINT pk_row_column_memory PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_conduct_note (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    enrolment_id VARCHAR(36),
    day DATE,
    text TEXT,
    station TEXT,
    CONSTRAINT pk_row_conduct_note PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_course (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    name TEXT,
    skill_group TEXT,
    project_kind TEXT,
    occupation_code TEXT,
    level TEXT,
    theory_hours BIGINT,
    practical_hours BIGINT,
    station TEXT,
    CONSTRAINT pk_row_course PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_day_seal (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    class_id VARCHAR(36),
    day DATE,
    sealed_by TEXT,
    station TEXT,
    CONSTRAINT pk_row_day_seal PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_enrolment (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    class_id VARCHAR(36),
    trainee_id VARCHAR(36),
    serial BIGINT,
    enrolled_on DATE,
    import_id VARCHAR(36),
    categories_at_start JSON,
    outcome TEXT,
    outcome_on DATE,
    outcome_reason TEXT,
    station TEXT,
    CONSTRAINT pk_row_enrolment PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_enrolment_class_id ON row_enrolment (county_id, class_id);

CREATE INDEX ix_row_enrolment_trainee_id ON row_enrolment (county_id, trainee_id);

CREATE TABLE row_exam_result (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    enrolment_id VARCHAR(36),
    part TEXT,
    attempt BIGINT,
    score_tenths BIGINT,
    taken_on DATE,
    station TEXT,
    CONSTRAINT pk_row_exam_result PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_exam_result_enrolment_id ON row_exam_result (county_id, enrolment_id);

CREATE TABLE row_intake (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    name TEXT,
    year BIGINT,
    number BIGINT,
    station TEXT,
    CONSTRAINT pk_row_intake PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_lesson (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    class_id VARCHAR(36),
    day DATE,
    half_day TEXT,
    kind TEXT,
    hours BIGINT,
    topic TEXT,
    place TEXT,
    trainer_id VARCHAR(36),
    moved_from DATE,
    cancelled BOOLEAN,
    station TEXT,
    CONSTRAINT pk_row_lesson PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_lesson_class_id ON row_lesson (county_id, class_id);

CREATE TABLE row_number_block (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    replica TEXT,
    county6 TEXT,
    station3 TEXT,
    first_serial BIGINT,
    last_serial BIGINT,
    granted_on DATE,
    station TEXT,
    CONSTRAINT pk_row_number_block PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_operator (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    name TEXT,
    role TEXT,
    active BOOLEAN,
    station TEXT,
    CONSTRAINT pk_row_operator PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_other_certificate (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    trainee_id VARCHAR(36),
    certificate_type TEXT,
    number TEXT,
    name TEXT,
    occupation_code TEXT,
    level TEXT,
    body TEXT,
    issued_on DATE,
    expires_on DATE,
    station TEXT,
    CONSTRAINT pk_row_other_certificate PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_other_certificate_trainee_id ON row_other_certificate (county_id, trainee_id);

CREATE TABLE row_place (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    code TEXT,
    name TEXT,
    level TEXT,
    parent_id VARCHAR(36),
    valid_from DATE,
    valid_to DATE,
    former_names JSON,
    successor_id VARCHAR(36),
    station TEXT,
    CONSTRAINT pk_row_place PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_print_job (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    title TEXT,
    layers TEXT,
    printer TEXT,
    tray TEXT,
    purpose TEXT,
    "offset" JSON,
    station TEXT,
    CONSTRAINT pk_row_print_job PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_print_sheet (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    job_id VARCHAR(36),
    position BIGINT,
    attempt BIGINT,
    certificate_id VARCHAR(36),
    state TEXT,
    paper_serial TEXT,
    station TEXT,
    CONSTRAINT pk_row_print_sheet PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_roster_import (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    file_name TEXT,
    file_sha256 TEXT,
    class_id VARCHAR(36),
    counts JSON,
    undone BOOLEAN,
    station TEXT,
    CONSTRAINT pk_row_roster_import PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_rule_setting (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    "key" TEXT,
    scope TEXT,
    value JSON,
    severity TEXT,
    valid_from DATE,
    valid_to DATE,
    source TEXT,
    station TEXT,
    CONSTRAINT pk_row_rule_setting PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_station_identity (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    county_code TEXT,
    county_name TEXT,
    station_code TEXT,
    station_name TEXT,
    host TEXT,
    root_public TEXT,
    key_id TEXT,
    enrolled_on DATE,
    station TEXT,
    CONSTRAINT pk_row_station_identity PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_trainee (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    identity BLOB,
    name TEXT,
    pinyin TEXT,
    initials TEXT,
    other_names JSON,
    id_type TEXT,
    id_number TEXT,
    birth_date DATE,
    sex TEXT,
    ethnic_code TEXT,
    ethnic_text TEXT,
    education TEXT,
    education_code TEXT,
    political_status TEXT,
    hukou TEXT,
    phone TEXT,
    place_id VARCHAR(36),
    village TEXT,
    village_group TEXT,
    address TEXT,
    labour_ability TEXT,
    employment TEXT,
    talent_kind TEXT,
    photo TEXT,
    note TEXT,
    informed_on DATE,
    status TEXT,
    import_id VARCHAR(36),
    merged_into VARCHAR(36),
    erased_on DATE,
    station TEXT,
    CONSTRAINT pk_row_trainee PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_trainee_identity ON row_trainee (county_id, identity);

CREATE INDEX ix_row_trainee_name ON row_trainee (county_id, name);

CREATE TABLE row_trainee_category (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    trainee_id VARCHAR(36),
    code TEXT,
    from_date DATE,
    to_date DATE,
    evidence TEXT,
    evidence_number TEXT,
    checked_by TEXT,
    station TEXT,
    CONSTRAINT pk_row_trainee_category PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_trainee_category_trainee_id ON row_trainee_category (county_id, trainee_id);

CREATE TABLE row_trainer (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    name TEXT,
    kind TEXT,
    phone TEXT,
    qualification TEXT,
    provider_id VARCHAR(36),
    station TEXT,
    CONSTRAINT pk_row_trainer PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_training_class (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    code TEXT,
    name TEXT,
    course_id VARCHAR(36),
    provider_id VARCHAR(36),
    intake_id VARCHAR(36),
    programme TEXT,
    training_mode TEXT,
    full_time BOOLEAN,
    certificate_kind TEXT,
    place TEXT,
    head_teacher TEXT,
    starts_on DATE,
    ends_on DATE,
    "plan" JSON,
    status TEXT,
    station TEXT,
    CONSTRAINT pk_row_training_class PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_training_class_starts_on ON row_training_class (county_id, starts_on);

CREATE TABLE row_training_elsewhere (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    trainee_id VARCHAR(36),
    kind TEXT,
    course_name TEXT,
    occupation_code TEXT,
    level TEXT,
    starts_on DATE,
    ends_on DATE,
    source TEXT,
    as_of DATE,
    station TEXT,
    CONSTRAINT pk_row_training_elsewhere PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_training_provider (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    name TEXT,
    kind TEXT,
    credit_code TEXT,
    contact TEXT,
    phone TEXT,
    in_alliance BOOLEAN,
    station TEXT,
    CONSTRAINT pk_row_training_provider PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_trust_list (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica VARCHAR(36) NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BLOB NOT NULL,
    kind TEXT,
    issued_on DATE,
    sequence BIGINT,
    data TEXT,
    station TEXT,
    CONSTRAINT pk_row_trust_list PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE table_digest (
    county_id VARCHAR(36) NOT NULL,
    owner VARCHAR(36) NOT NULL,
    entity VARCHAR(40) NOT NULL,
    rows BIGINT NOT NULL,
    total BLOB NOT NULL,
    CONSTRAINT pk_table_digest PRIMARY KEY (county_id, owner, entity)
);
