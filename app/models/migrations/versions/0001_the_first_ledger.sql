CREATE TABLE blank_stock (
    kind VARCHAR(20) NOT NULL,
    received_on DATE NOT NULL,
    first_serial VARCHAR(40) NOT NULL,
    last_serial VARCHAR(40) NOT NULL,
    sheets INTEGER NOT NULL,
    source VARCHAR(200) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_blank_stock PRIMARY KEY (id)
);

CREATE TABLE blob (
    sha256 VARCHAR(64) NOT NULL,
    media_type VARCHAR(40) NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_blob PRIMARY KEY (sha256)
);

CREATE TABLE column_memory (
    fingerprint VARCHAR(64) NOT NULL,
    columns JSON NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_column_memory PRIMARY KEY (id)
);

CREATE INDEX ix_column_memory_fingerprint ON column_memory (fingerprint);

CREATE TABLE course (
    name VARCHAR(100) NOT NULL,
    skill_group VARCHAR(20) NOT NULL,
    project_kind VARCHAR(30) NOT NULL,
    occupation_code VARCHAR(20) NOT NULL,
    level VARCHAR(4) NOT NULL,
    theory_hours INTEGER NOT NULL,
    practical_hours INTEGER NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_course PRIMARY KEY (id)
);

CREATE TABLE intake (
    name VARCHAR(100) NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_intake PRIMARY KEY (id)
);

CREATE TABLE journal (
    position INTEGER NOT NULL,
    replica VARCHAR(36) NOT NULL,
    seq INTEGER NOT NULL,
    entry_id VARCHAR(36) NOT NULL,
    change_id VARCHAR(36) NOT NULL,
    hlc BIGINT NOT NULL,
    actor VARCHAR(36) NOT NULL,
    entity VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL,
    op VARCHAR(1) NOT NULL,
    schema INTEGER NOT NULL,
    salt BLOB,
    body BLOB,
    seal BLOB NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT pk_journal PRIMARY KEY (position)
);

CREATE INDEX ix_journal_change_id ON journal (change_id);

CREATE INDEX ix_journal_row ON journal (entity, row_id);

CREATE UNIQUE INDEX uq_journal_replica_seq ON journal (replica, seq);

CREATE TABLE local_state (
    "key" VARCHAR(40) NOT NULL,
    value VARCHAR(200) NOT NULL,
    CONSTRAINT pk_local_state PRIMARY KEY ("key")
);

CREATE TABLE number_block (
    replica VARCHAR(36) NOT NULL,
    county6 VARCHAR(6) NOT NULL,
    station3 VARCHAR(3) NOT NULL,
    first_serial INTEGER NOT NULL,
    last_serial INTEGER NOT NULL,
    granted_on DATE NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_number_block PRIMARY KEY (id)
);

CREATE INDEX ix_number_block_replica ON number_block (replica);

CREATE TABLE operator (
    name VARCHAR(60) NOT NULL,
    role VARCHAR(20) NOT NULL,
    active BOOLEAN NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_operator PRIMARY KEY (id),
    CONSTRAINT uq_operator_name UNIQUE (name)
);

CREATE TABLE place (
    code VARCHAR(12) NOT NULL,
    name VARCHAR(100) NOT NULL,
    level VARCHAR(10) NOT NULL,
    parent_id VARCHAR(36),
    valid_from DATE,
    valid_to DATE,
    former_names JSON NOT NULL,
    successor_id VARCHAR(36),
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_place PRIMARY KEY (id),
    CONSTRAINT fk_place_parent_id FOREIGN KEY(parent_id) REFERENCES place (id),
    CONSTRAINT fk_place_successor_id FOREIGN KEY(successor_id) REFERENCES place (id)
);

CREATE INDEX ix_place_code ON place (code);

CREATE TABLE print_job (
    title VARCHAR(200) NOT NULL,
    layers VARCHAR(20) NOT NULL,
    printer VARCHAR(100) NOT NULL,
    tray VARCHAR(40) NOT NULL,
    purpose VARCHAR(10) NOT NULL,
    "offset" JSON NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_print_job PRIMARY KEY (id)
);

CREATE TABLE rule_setting (
    "key" VARCHAR(60) NOT NULL,
    scope VARCHAR(20) NOT NULL,
    value JSON NOT NULL,
    severity VARCHAR(10) NOT NULL,
    valid_from DATE,
    valid_to DATE,
    source VARCHAR(300) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_rule_setting PRIMARY KEY (id)
);

CREATE INDEX ix_rule_setting_key ON rule_setting ("key");

CREATE TABLE station_identity (
    county_code VARCHAR(6) NOT NULL,
    county_name VARCHAR(100) NOT NULL,
    station_code VARCHAR(9) NOT NULL,
    station_name VARCHAR(100) NOT NULL,
    host VARCHAR(200) NOT NULL,
    root_public VARCHAR(64) NOT NULL,
    key_id VARCHAR(16) NOT NULL,
    enrolled_on DATE NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_station_identity PRIMARY KEY (id)
);

CREATE TABLE training_provider (
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(30) NOT NULL,
    credit_code VARCHAR(18) NOT NULL,
    contact VARCHAR(60) NOT NULL,
    phone VARCHAR(30) NOT NULL,
    in_alliance BOOLEAN NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_training_provider PRIMARY KEY (id)
);

CREATE TABLE trust_list (
    kind VARCHAR(20) NOT NULL,
    issued_on DATE NOT NULL,
    sequence INTEGER NOT NULL,
    data VARCHAR NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_trust_list PRIMARY KEY (id)
);

CREATE INDEX ix_trust_list_kind ON trust_list (kind);

CREATE TABLE trainer (
    name VARCHAR(100) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    phone VARCHAR(30) NOT NULL,
    qualification VARCHAR(200) NOT NULL,
    provider_id VARCHAR(36),
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_trainer PRIMARY KEY (id),
    CONSTRAINT fk_trainer_provider_id FOREIGN KEY(provider_id) REFERENCES training_provider (id)
);

CREATE TABLE training_class (
    code VARCHAR(40) NOT NULL,
    name VARCHAR(100) NOT NULL,
    course_id VARCHAR(36) NOT NULL,
    provider_id VARCHAR(36),
    intake_id VARCHAR(36),
    programme VARCHAR(30) NOT NULL,
    training_mode VARCHAR(30) NOT NULL,
    full_time BOOLEAN NOT NULL,
    certificate_kind VARCHAR(20) NOT NULL,
    place VARCHAR(200) NOT NULL,
    head_teacher VARCHAR(100) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    "plan" JSON NOT NULL,
    status VARCHAR(20) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_training_class PRIMARY KEY (id),
    CONSTRAINT fk_training_class_course_id FOREIGN KEY(course_id) REFERENCES course (id),
    CONSTRAINT fk_training_class_provider_id FOREIGN KEY(provider_id) REFERENCES training_provider (id),
    CONSTRAINT fk_training_class_intake_id FOREIGN KEY(intake_id) REFERENCES intake (id)
);

CREATE INDEX ix_training_class_code ON training_class (code);

CREATE TABLE day_seal (
    class_id VARCHAR(36) NOT NULL,
    day DATE NOT NULL,
    sealed_by VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_day_seal PRIMARY KEY (id),
    CONSTRAINT uq_day_seal_class_id UNIQUE (class_id, day),
    CONSTRAINT fk_day_seal_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);

CREATE TABLE lesson (
    class_id VARCHAR(36) NOT NULL,
    day DATE NOT NULL,
    half_day VARCHAR(10) NOT NULL,
    kind VARCHAR(10) NOT NULL,
    hours INTEGER NOT NULL,
    topic VARCHAR(200) NOT NULL,
    place VARCHAR(200) NOT NULL,
    trainer_id VARCHAR(36),
    moved_from DATE,
    cancelled BOOLEAN NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_lesson PRIMARY KEY (id),
    CONSTRAINT fk_lesson_class_id FOREIGN KEY(class_id) REFERENCES training_class (id),
    CONSTRAINT fk_lesson_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainer (id)
);

CREATE INDEX ix_lesson_class_id ON lesson (class_id);

CREATE TABLE roster_import (
    file_name VARCHAR(300) NOT NULL,
    file_sha256 VARCHAR(64) NOT NULL,
    class_id VARCHAR(36),
    counts JSON NOT NULL,
    undone BOOLEAN NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_roster_import PRIMARY KEY (id),
    CONSTRAINT fk_roster_import_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);

CREATE TABLE trainee (
    name VARCHAR(100) NOT NULL,
    pinyin VARCHAR(300) NOT NULL,
    initials VARCHAR(100) NOT NULL,
    other_names JSON NOT NULL,
    id_type VARCHAR(2) NOT NULL,
    id_number VARCHAR(30) NOT NULL,
    birth_date DATE,
    sex VARCHAR(1) NOT NULL,
    ethnic_code VARCHAR(2) NOT NULL,
    ethnic_text VARCHAR(30) NOT NULL,
    education VARCHAR(4) NOT NULL,
    education_code VARCHAR(4) NOT NULL,
    political_status VARCHAR(2) NOT NULL,
    hukou VARCHAR(4) NOT NULL,
    phone VARCHAR(30) NOT NULL,
    place_id VARCHAR(36),
    village VARCHAR(100) NOT NULL,
    village_group VARCHAR(100) NOT NULL,
    address VARCHAR(300) NOT NULL,
    labour_ability VARCHAR(20) NOT NULL,
    employment VARCHAR(20) NOT NULL,
    talent_kind VARCHAR(10) NOT NULL,
    photo VARCHAR(64) NOT NULL,
    note VARCHAR(500) NOT NULL,
    informed_on DATE,
    status VARCHAR(20) NOT NULL,
    import_id VARCHAR(36),
    merged_into VARCHAR(36),
    erased_on DATE,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_trainee PRIMARY KEY (id),
    CONSTRAINT fk_trainee_place_id FOREIGN KEY(place_id) REFERENCES place (id),
    CONSTRAINT fk_trainee_import_id FOREIGN KEY(import_id) REFERENCES roster_import (id),
    CONSTRAINT fk_trainee_merged_into FOREIGN KEY(merged_into) REFERENCES trainee (id)
);

CREATE INDEX ix_trainee_id_number ON trainee (id_type, id_number);

CREATE INDEX ix_trainee_initials ON trainee (initials);

CREATE INDEX ix_trainee_merged_into ON trainee (merged_into);

CREATE INDEX ix_trainee_name ON trainee (name);

CREATE TABLE enrolment (
    class_id VARCHAR(36) NOT NULL,
    trainee_id VARCHAR(36) NOT NULL,
    serial INTEGER NOT NULL,
    enrolled_on DATE,
    import_id VARCHAR(36),
    categories_at_start JSON NOT NULL,
    outcome VARCHAR(20) NOT NULL,
    outcome_on DATE,
    outcome_reason VARCHAR(300) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_enrolment PRIMARY KEY (id),
    CONSTRAINT uq_enrolment_class_id UNIQUE (class_id, trainee_id),
    CONSTRAINT fk_enrolment_class_id FOREIGN KEY(class_id) REFERENCES training_class (id),
    CONSTRAINT fk_enrolment_trainee_id FOREIGN KEY(trainee_id) REFERENCES trainee (id),
    CONSTRAINT fk_enrolment_import_id FOREIGN KEY(import_id) REFERENCES roster_import (id)
);

CREATE INDEX ix_enrolment_trainee_id ON enrolment (trainee_id);

CREATE TABLE other_certificate (
    trainee_id VARCHAR(36) NOT NULL,
    certificate_type VARCHAR(10) NOT NULL,
    number VARCHAR(40) NOT NULL,
    name VARCHAR(100) NOT NULL,
    occupation_code VARCHAR(20) NOT NULL,
    level VARCHAR(4) NOT NULL,
    body VARCHAR(100) NOT NULL,
    issued_on DATE,
    expires_on DATE,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_other_certificate PRIMARY KEY (id),
    CONSTRAINT fk_other_certificate_trainee_id FOREIGN KEY(trainee_id) REFERENCES trainee (id)
);

CREATE INDEX ix_other_certificate_trainee_id ON other_certificate (trainee_id);

CREATE TABLE trainee_category (
    trainee_id VARCHAR(36) NOT NULL,
    code VARCHAR(10) NOT NULL,
    from_date DATE,
    to_date DATE,
    evidence VARCHAR(200) NOT NULL,
    evidence_number VARCHAR(60) NOT NULL,
    checked_by VARCHAR(60) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_trainee_category PRIMARY KEY (id),
    CONSTRAINT fk_trainee_category_trainee_id FOREIGN KEY(trainee_id) REFERENCES trainee (id)
);

CREATE INDEX ix_trainee_category_trainee_id ON trainee_category (trainee_id);

CREATE TABLE training_elsewhere (
    trainee_id VARCHAR(36) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    course_name VARCHAR(100) NOT NULL,
    occupation_code VARCHAR(20) NOT NULL,
    level VARCHAR(4) NOT NULL,
    starts_on DATE,
    ends_on DATE,
    source VARCHAR(200) NOT NULL,
    as_of DATE,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_training_elsewhere PRIMARY KEY (id),
    CONSTRAINT fk_training_elsewhere_trainee_id FOREIGN KEY(trainee_id) REFERENCES trainee (id)
);

CREATE INDEX ix_training_elsewhere_trainee_id ON training_elsewhere (trainee_id);

CREATE TABLE attendance_mark (
    enrolment_id VARCHAR(36) NOT NULL,
    lesson_id VARCHAR(36) NOT NULL,
    revision INTEGER NOT NULL,
    status VARCHAR(12) NOT NULL,
    source VARCHAR(12) NOT NULL,
    reason VARCHAR(300) NOT NULL,
    after_seal BOOLEAN NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_attendance_mark PRIMARY KEY (id),
    CONSTRAINT uq_attendance_mark_enrolment_id UNIQUE (enrolment_id, lesson_id, revision),
    CONSTRAINT fk_attendance_mark_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id),
    CONSTRAINT fk_attendance_mark_lesson_id FOREIGN KEY(lesson_id) REFERENCES lesson (id)
);

CREATE INDEX ix_attendance_mark_lesson_id ON attendance_mark (lesson_id);

CREATE TABLE certificate (
    number VARCHAR(30) NOT NULL,
    block_id VARCHAR(36) NOT NULL,
    serial INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    trainee_id VARCHAR(36) NOT NULL,
    enrolment_id VARCHAR(36) NOT NULL,
    predecessor_id VARCHAR(36),
    template_id VARCHAR(40) NOT NULL,
    template_version INTEGER NOT NULL,
    fields JSON NOT NULL,
    credential_text VARCHAR(2000) NOT NULL,
    text_sha256 VARCHAR(64) NOT NULL,
    key_id VARCHAR(16) NOT NULL,
    page_sha256 VARCHAR(64) NOT NULL,
    photo VARCHAR(64) NOT NULL,
    issued_on DATE NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_certificate PRIMARY KEY (id),
    CONSTRAINT uq_certificate_block_id UNIQUE (block_id, serial),
    CONSTRAINT uq_certificate_number UNIQUE (number),
    CONSTRAINT fk_certificate_block_id FOREIGN KEY(block_id) REFERENCES number_block (id),
    CONSTRAINT fk_certificate_trainee_id FOREIGN KEY(trainee_id) REFERENCES trainee (id),
    CONSTRAINT fk_certificate_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id),
    CONSTRAINT fk_certificate_predecessor_id FOREIGN KEY(predecessor_id) REFERENCES certificate (id)
);

CREATE INDEX ix_certificate_enrolment_id ON certificate (enrolment_id);

CREATE INDEX ix_certificate_trainee_id ON certificate (trainee_id);

CREATE TABLE conduct_note (
    enrolment_id VARCHAR(36) NOT NULL,
    day DATE NOT NULL,
    text VARCHAR(500) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_conduct_note PRIMARY KEY (id),
    CONSTRAINT fk_conduct_note_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id)
);

CREATE INDEX ix_conduct_note_enrolment_id ON conduct_note (enrolment_id);

CREATE TABLE exam_result (
    enrolment_id VARCHAR(36) NOT NULL,
    part VARCHAR(10) NOT NULL,
    attempt INTEGER NOT NULL,
    score_tenths INTEGER NOT NULL,
    taken_on DATE,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_exam_result PRIMARY KEY (id),
    CONSTRAINT uq_exam_result_enrolment_id UNIQUE (enrolment_id, part, attempt),
    CONSTRAINT fk_exam_result_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id)
);

CREATE INDEX ix_exam_result_enrolment_id ON exam_result (enrolment_id);

CREATE TABLE blank_stock_event (
    stock_id VARCHAR(36),
    kind VARCHAR(12) NOT NULL,
    certificate_kind VARCHAR(20) NOT NULL,
    on_day DATE NOT NULL,
    sheets INTEGER NOT NULL,
    paper_serial VARCHAR(40) NOT NULL,
    certificate_id VARCHAR(36),
    reason VARCHAR(300) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_blank_stock_event PRIMARY KEY (id),
    CONSTRAINT fk_blank_stock_event_stock_id FOREIGN KEY(stock_id) REFERENCES blank_stock (id),
    CONSTRAINT fk_blank_stock_event_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id)
);

CREATE TABLE certificate_event (
    certificate_id VARCHAR(36) NOT NULL,
    kind VARCHAR(20) NOT NULL,
    on_day DATE NOT NULL,
    reason VARCHAR(300) NOT NULL,
    details JSON NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_certificate_event PRIMARY KEY (id),
    CONSTRAINT fk_certificate_event_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id)
);

CREATE INDEX ix_certificate_event_certificate_id ON certificate_event (certificate_id);

CREATE TABLE print_sheet (
    job_id VARCHAR(36) NOT NULL,
    position INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    certificate_id VARCHAR(36) NOT NULL,
    state VARCHAR(10) NOT NULL,
    paper_serial VARCHAR(40) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_print_sheet PRIMARY KEY (id),
    CONSTRAINT uq_print_sheet_job_id UNIQUE (job_id, position, attempt),
    CONSTRAINT fk_print_sheet_job_id FOREIGN KEY(job_id) REFERENCES print_job (id),
    CONSTRAINT fk_print_sheet_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id)
);

CREATE INDEX ix_print_sheet_certificate_id ON print_sheet (certificate_id);

create table search_key (n integer primary key, trainee_id text not null unique);

create virtual table trainee_words using fts5(name, pinyin, initials, content='', contentless_delete=1, prefix='1 2 3', tokenize='unicode61');

create virtual table trainee_fragments using fts5(id_number, phone, content='', contentless_delete=1, tokenize='trigram');
