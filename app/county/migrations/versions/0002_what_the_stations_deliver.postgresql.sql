CREATE TABLE batch_frame (
    county_id TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    last BIGINT NOT NULL,
    first BIGINT NOT NULL,
    prev BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    signature BYTEA NOT NULL,
    receipt BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    size BIGINT NOT NULL,
    CONSTRAINT pk_batch_frame PRIMARY KEY (county_id, replica, last)
);

CREATE TABLE blob (
    county_id TEXT COLLATE "C" NOT NULL,
    station_id TEXT COLLATE "C" NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    data BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    CONSTRAINT pk_blob PRIMARY KEY (county_id, station_id, sha256)
);

CREATE TABLE clash (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    after_replica TEXT COLLATE "C" NOT NULL,
    after_seq BIGINT NOT NULL,
    field TEXT COLLATE "C" NOT NULL,
    entity TEXT COLLATE "C" NOT NULL,
    row_id TEXT COLLATE "C" NOT NULL,
    before_replica TEXT COLLATE "C" NOT NULL,
    before_seq BIGINT NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT pk_clash PRIMARY KEY (county_id, owner, after_replica, after_seq, field)
);

CREATE INDEX ix_clash_row ON clash (county_id, owner, row_id);

CREATE TABLE contact (
    county_id TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    station_id TEXT COLLATE "C" NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    clock_offset_ms BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    oldest BIGINT NOT NULL,
    release TEXT COLLATE "C" NOT NULL,
    schema BIGINT NOT NULL,
    feed BIGINT NOT NULL,
    heads JSON NOT NULL,
    CONSTRAINT pk_contact PRIMARY KEY (county_id, replica)
);

CREATE INDEX ix_contact_station ON contact (county_id, station_id);

CREATE TABLE county_state (
    county_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_county_state PRIMARY KEY (county_id, name)
);

CREATE TABLE desk_key (
    county_id TEXT COLLATE "C" NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    certificate BYTEA NOT NULL,
    CONSTRAINT pk_desk_key PRIMARY KEY (county_id, key_id)
);

CREATE TABLE entry (
    county_id TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    entity TEXT COLLATE "C" NOT NULL,
    row_id TEXT COLLATE "C" NOT NULL,
    op TEXT COLLATE "C" NOT NULL,
    effective BIGINT NOT NULL,
    hlc BIGINT NOT NULL,
    schema BIGINT NOT NULL,
    entry_id TEXT COLLATE "C" NOT NULL,
    change_id TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    salt BYTEA,
    body BYTEA,
    seal BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_entry PRIMARY KEY (county_id, replica, seq)
);

CREATE INDEX ix_entry_row ON entry (county_id, owner, row_id);

CREATE TABLE feed (
    county_id TEXT COLLATE "C" NOT NULL,
    station_id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    topic TEXT COLLATE "C" NOT NULL,
    data BYTEA NOT NULL,
    CONSTRAINT pk_feed PRIMARY KEY (county_id, station_id, number)
);

CREATE INDEX ix_feed_topic ON feed (county_id, station_id, topic);

CREATE TABLE feed_head (
    county_id TEXT COLLATE "C" NOT NULL,
    station_id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT pk_feed_head PRIMARY KEY (county_id, station_id)
);

CREATE TABLE parked (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    entity TEXT COLLATE "C" NOT NULL,
    row_id TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    detail TEXT COLLATE "C" NOT NULL,
    waits_for TEXT COLLATE "C" NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT pk_parked PRIMARY KEY (county_id, owner, replica, seq)
);

CREATE INDEX ix_parked_row ON parked (county_id, owner, row_id);

CREATE INDEX ix_parked_waits_for ON parked (county_id, owner, waits_for);

CREATE TABLE refusal (
    county_id TEXT COLLATE "C" NOT NULL,
    refusal_id TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    station_id TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    details JSON NOT NULL,
    CONSTRAINT pk_refusal PRIMARY KEY (county_id, refusal_id)
);

CREATE INDEX ix_refusal_at ON refusal (county_id, at);

CREATE TABLE replica_head (
    county_id TEXT COLLATE "C" NOT NULL,
    replica TEXT COLLATE "C" NOT NULL,
    station_id TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    applied_seq BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    introduced_at BIGINT NOT NULL,
    key_id TEXT COLLATE "C" NOT NULL,
    genesis_station TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_replica_head PRIMARY KEY (county_id, replica)
);

CREATE INDEX ix_replica_head_station ON replica_head (county_id, station_id);

CREATE TABLE row_attendance_mark (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    enrolment_id TEXT COLLATE "C",
    lesson_id TEXT COLLATE "C",
    revision BIGINT,
    status TEXT COLLATE "C",
    source TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    after_seal BOOLEAN,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_attendance_mark PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_attendance_mark_enrolment_id ON row_attendance_mark (county_id, enrolment_id);

CREATE TABLE row_blank_stock (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    kind TEXT COLLATE "C",
    received_on DATE,
    first_serial TEXT COLLATE "C",
    last_serial TEXT COLLATE "C",
    sheets BIGINT,
    source TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_blank_stock PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_blank_stock_event (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    stock_id TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    certificate_kind TEXT COLLATE "C",
    on_day DATE,
    sheets BIGINT,
    paper_serial TEXT COLLATE "C",
    certificate_id TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_blank_stock_event PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_certificate (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    number TEXT COLLATE "C",
    block_id TEXT COLLATE "C",
    serial BIGINT,
    kind TEXT COLLATE "C",
    trainee_id TEXT COLLATE "C",
    enrolment_id TEXT COLLATE "C",
    predecessor_id TEXT COLLATE "C",
    template_id TEXT COLLATE "C",
    template_version BIGINT,
    fields JSON,
    credential_text TEXT COLLATE "C",
    text_sha256 TEXT COLLATE "C",
    key_id TEXT COLLATE "C",
    page_sha256 TEXT COLLATE "C",
    photo TEXT COLLATE "C",
    issued_on DATE,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_certificate PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_certificate_enrolment_id ON row_certificate (county_id, enrolment_id);

CREATE INDEX ix_row_certificate_number ON row_certificate (county_id, number);

CREATE INDEX ix_row_certificate_trainee_id ON row_certificate (county_id, trainee_id);

CREATE TABLE row_certificate_event (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    certificate_id TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    on_day DATE,
    reason TEXT COLLATE "C",
    details JSON,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_certificate_event PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_certificate_event_certificate_id ON row_certificate_event (county_id, certificate_id);

CREATE TABLE row_column_memory (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    fingerprint TEXT COLLATE "C",
    columns JSON,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_column_memory PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_conduct_note (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    enrolment_id TEXT COLLATE "C",
    day DATE,
    text TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_conduct_note PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_course (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    name TEXT COLLATE "C",
    skill_group TEXT COLLATE "C",
    project_kind TEXT COLLATE "C",
    occupation_code TEXT COLLATE "C",
    level TEXT COLLATE "C",
    theory_hours BIGINT,
    practical_hours BIGINT,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_course PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_day_seal (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    class_id TEXT COLLATE "C",
    day DATE,
    sealed_by TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_day_seal PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_enrolment (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    class_id TEXT COLLATE "C",
    trainee_id TEXT COLLATE "C",
    serial BIGINT,
    enrolled_on DATE,
    import_id TEXT COLLATE "C",
    categories_at_start JSON,
    outcome TEXT COLLATE "C",
    outcome_on DATE,
    outcome_reason TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_enrolment PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_enrolment_class_id ON row_enrolment (county_id, class_id);

CREATE INDEX ix_row_enrolment_trainee_id ON row_enrolment (county_id, trainee_id);

CREATE TABLE row_exam_result (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    enrolment_id TEXT COLLATE "C",
    part TEXT COLLATE "C",
    attempt BIGINT,
    score_tenths BIGINT,
    taken_on DATE,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_exam_result PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_exam_result_enrolment_id ON row_exam_result (county_id, enrolment_id);

CREATE TABLE row_intake (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    name TEXT COLLATE "C",
    year BIGINT,
    number BIGINT,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_intake PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_lesson (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    class_id TEXT COLLATE "C",
    day DATE,
    half_day TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    hours BIGINT,
    topic TEXT COLLATE "C",
    place TEXT COLLATE "C",
    trainer_id TEXT COLLATE "C",
    moved_from DATE,
    cancelled BOOLEAN,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_lesson PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_lesson_class_id ON row_lesson (county_id, class_id);

CREATE TABLE row_number_block (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    replica TEXT COLLATE "C",
    county6 TEXT COLLATE "C",
    station3 TEXT COLLATE "C",
    first_serial BIGINT,
    last_serial BIGINT,
    granted_on DATE,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_number_block PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_operator (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    name TEXT COLLATE "C",
    role TEXT COLLATE "C",
    active BOOLEAN,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_operator PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_other_certificate (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    trainee_id TEXT COLLATE "C",
    certificate_type TEXT COLLATE "C",
    number TEXT COLLATE "C",
    name TEXT COLLATE "C",
    occupation_code TEXT COLLATE "C",
    level TEXT COLLATE "C",
    body TEXT COLLATE "C",
    issued_on DATE,
    expires_on DATE,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_other_certificate PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_other_certificate_trainee_id ON row_other_certificate (county_id, trainee_id);

CREATE TABLE row_place (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    code TEXT COLLATE "C",
    name TEXT COLLATE "C",
    level TEXT COLLATE "C",
    parent_id TEXT COLLATE "C",
    valid_from DATE,
    valid_to DATE,
    former_names JSON,
    successor_id TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_place PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_print_job (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    title TEXT COLLATE "C",
    layers TEXT COLLATE "C",
    printer TEXT COLLATE "C",
    tray TEXT COLLATE "C",
    purpose TEXT COLLATE "C",
    "offset" JSON,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_print_job PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_print_sheet (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    job_id TEXT COLLATE "C",
    position BIGINT,
    attempt BIGINT,
    certificate_id TEXT COLLATE "C",
    state TEXT COLLATE "C",
    paper_serial TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_print_sheet PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_roster_import (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    file_name TEXT COLLATE "C",
    file_sha256 TEXT COLLATE "C",
    class_id TEXT COLLATE "C",
    counts JSON,
    undone BOOLEAN,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_roster_import PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_rule_setting (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    key TEXT COLLATE "C",
    scope TEXT COLLATE "C",
    value JSON,
    severity TEXT COLLATE "C",
    valid_from DATE,
    valid_to DATE,
    source TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_rule_setting PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_station_identity (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    county_code TEXT COLLATE "C",
    county_name TEXT COLLATE "C",
    station_code TEXT COLLATE "C",
    station_name TEXT COLLATE "C",
    host TEXT COLLATE "C",
    root_public TEXT COLLATE "C",
    key_id TEXT COLLATE "C",
    enrolled_on DATE,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_station_identity PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_trainee (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    identity BYTEA,
    name TEXT COLLATE "C",
    pinyin TEXT COLLATE "C",
    initials TEXT COLLATE "C",
    other_names JSON,
    id_type TEXT COLLATE "C",
    id_number TEXT COLLATE "C",
    birth_date DATE,
    sex TEXT COLLATE "C",
    ethnic_code TEXT COLLATE "C",
    ethnic_text TEXT COLLATE "C",
    education TEXT COLLATE "C",
    education_code TEXT COLLATE "C",
    political_status TEXT COLLATE "C",
    hukou TEXT COLLATE "C",
    phone TEXT COLLATE "C",
    place_id TEXT COLLATE "C",
    village TEXT COLLATE "C",
    village_group TEXT COLLATE "C",
    address TEXT COLLATE "C",
    labour_ability TEXT COLLATE "C",
    employment TEXT COLLATE "C",
    talent_kind TEXT COLLATE "C",
    photo TEXT COLLATE "C",
    note TEXT COLLATE "C",
    informed_on DATE,
    status TEXT COLLATE "C",
    import_id TEXT COLLATE "C",
    merged_into TEXT COLLATE "C",
    erased_on DATE,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_trainee PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_trainee_identity ON row_trainee (county_id, identity);

CREATE INDEX ix_row_trainee_name ON row_trainee (county_id, name);

CREATE TABLE row_trainee_category (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    trainee_id TEXT COLLATE "C",
    code TEXT COLLATE "C",
    from_date DATE,
    to_date DATE,
    evidence TEXT COLLATE "C",
    evidence_number TEXT COLLATE "C",
    checked_by TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_trainee_category PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_trainee_category_trainee_id ON row_trainee_category (county_id, trainee_id);

CREATE TABLE row_trainer (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    name TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    phone TEXT COLLATE "C",
    qualification TEXT COLLATE "C",
    provider_id TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_trainer PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_training_class (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    code TEXT COLLATE "C",
    name TEXT COLLATE "C",
    course_id TEXT COLLATE "C",
    provider_id TEXT COLLATE "C",
    intake_id TEXT COLLATE "C",
    programme TEXT COLLATE "C",
    training_mode TEXT COLLATE "C",
    full_time BOOLEAN,
    certificate_kind TEXT COLLATE "C",
    place TEXT COLLATE "C",
    head_teacher TEXT COLLATE "C",
    starts_on DATE,
    ends_on DATE,
    plan JSON,
    status TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_training_class PRIMARY KEY (county_id, owner, id)
);

CREATE INDEX ix_row_training_class_starts_on ON row_training_class (county_id, starts_on);

CREATE TABLE row_training_elsewhere (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    trainee_id TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    course_name TEXT COLLATE "C",
    occupation_code TEXT COLLATE "C",
    level TEXT COLLATE "C",
    starts_on DATE,
    ends_on DATE,
    source TEXT COLLATE "C",
    as_of DATE,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_training_elsewhere PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_training_provider (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    name TEXT COLLATE "C",
    kind TEXT COLLATE "C",
    credit_code TEXT COLLATE "C",
    contact TEXT COLLATE "C",
    phone TEXT COLLATE "C",
    in_alliance BOOLEAN,
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_training_provider PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE row_trust_list (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    last_effective BIGINT NOT NULL,
    last_replica TEXT COLLATE "C" NOT NULL,
    last_seq BIGINT NOT NULL,
    is_erased BOOLEAN NOT NULL,
    row_sum BYTEA NOT NULL,
    kind TEXT COLLATE "C",
    issued_on DATE,
    sequence BIGINT,
    data TEXT COLLATE "C",
    station TEXT COLLATE "C",
    CONSTRAINT pk_row_trust_list PRIMARY KEY (county_id, owner, id)
);

CREATE TABLE table_digest (
    county_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    entity TEXT COLLATE "C" NOT NULL,
    rows BIGINT NOT NULL,
    total BYTEA NOT NULL,
    CONSTRAINT pk_table_digest PRIMARY KEY (county_id, owner, entity)
);
