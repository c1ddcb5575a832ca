CREATE TABLE fresh_operator (
    name VARCHAR(60) NOT NULL,
    role VARCHAR(20) NOT NULL,
    active BOOLEAN NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_operator PRIMARY KEY (id)
);

INSERT INTO fresh_operator (name, role, active, id, station)
SELECT name, role, active, id, station FROM operator;

DROP TABLE operator;

ALTER TABLE fresh_operator RENAME TO operator;

CREATE INDEX ix_operator_name ON operator (name);

CREATE TABLE fresh_enrolment (
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
    CONSTRAINT fk_enrolment_class_id FOREIGN KEY(class_id) REFERENCES training_class (id),
    CONSTRAINT fk_enrolment_trainee_id FOREIGN KEY(trainee_id) REFERENCES trainee (id),
    CONSTRAINT fk_enrolment_import_id FOREIGN KEY(import_id) REFERENCES roster_import (id)
);

INSERT INTO fresh_enrolment (class_id, trainee_id, serial, enrolled_on, import_id, categories_at_start, outcome, outcome_on, outcome_reason, id, station)
SELECT class_id, trainee_id, serial, enrolled_on, import_id, categories_at_start, outcome, outcome_on, outcome_reason, id, station FROM enrolment;

DROP TABLE enrolment;

ALTER TABLE fresh_enrolment RENAME TO enrolment;

CREATE INDEX ix_enrolment_class_id ON enrolment (class_id, trainee_id);

CREATE INDEX ix_enrolment_trainee_id ON enrolment (trainee_id);

CREATE TABLE fresh_attendance_mark (
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
    CONSTRAINT fk_attendance_mark_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id),
    CONSTRAINT fk_attendance_mark_lesson_id FOREIGN KEY(lesson_id) REFERENCES lesson (id)
);

INSERT INTO fresh_attendance_mark (enrolment_id, lesson_id, revision, status, source, reason, after_seal, id, station)
SELECT enrolment_id, lesson_id, revision, status, source, reason, after_seal, id, station FROM attendance_mark;

DROP TABLE attendance_mark;

ALTER TABLE fresh_attendance_mark RENAME TO attendance_mark;

CREATE INDEX ix_attendance_mark_enrolment_id ON attendance_mark (enrolment_id, lesson_id, revision);

CREATE INDEX ix_attendance_mark_lesson_id ON attendance_mark (lesson_id);

CREATE TABLE fresh_day_seal (
    class_id VARCHAR(36) NOT NULL,
    day DATE NOT NULL,
    sealed_by VARCHAR(36) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_day_seal PRIMARY KEY (id),
    CONSTRAINT fk_day_seal_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);

INSERT INTO fresh_day_seal (class_id, day, sealed_by, id, station)
SELECT class_id, day, sealed_by, id, station FROM day_seal;

DROP TABLE day_seal;

ALTER TABLE fresh_day_seal RENAME TO day_seal;

CREATE INDEX ix_day_seal_class_id ON day_seal (class_id, day);

CREATE TABLE fresh_exam_result (
    enrolment_id VARCHAR(36) NOT NULL,
    part VARCHAR(10) NOT NULL,
    attempt INTEGER NOT NULL,
    score_tenths INTEGER NOT NULL,
    taken_on DATE,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_exam_result PRIMARY KEY (id),
    CONSTRAINT fk_exam_result_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id)
);

INSERT INTO fresh_exam_result (enrolment_id, part, attempt, score_tenths, taken_on, id, station)
SELECT enrolment_id, part, attempt, score_tenths, taken_on, id, station FROM exam_result;

DROP TABLE exam_result;

ALTER TABLE fresh_exam_result RENAME TO exam_result;

CREATE INDEX ix_exam_result_enrolment_id ON exam_result (enrolment_id, part, attempt);

CREATE TABLE fresh_certificate (
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
    CONSTRAINT fk_certificate_block_id FOREIGN KEY(block_id) REFERENCES number_block (id),
    CONSTRAINT fk_certificate_trainee_id FOREIGN KEY(trainee_id) REFERENCES trainee (id),
    CONSTRAINT fk_certificate_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id),
    CONSTRAINT fk_certificate_predecessor_id FOREIGN KEY(predecessor_id) REFERENCES certificate (id)
);

INSERT INTO fresh_certificate (number, block_id, serial, kind, trainee_id, enrolment_id, predecessor_id, template_id, template_version, fields, credential_text, text_sha256, key_id, page_sha256, photo, issued_on, id, station)
SELECT number, block_id, serial, kind, trainee_id, enrolment_id, predecessor_id, template_id, template_version, fields, credential_text, text_sha256, key_id, page_sha256, photo, issued_on, id, station FROM certificate;

DROP TABLE certificate;

ALTER TABLE fresh_certificate RENAME TO certificate;

CREATE INDEX ix_certificate_block_id ON certificate (block_id, serial);

CREATE INDEX ix_certificate_enrolment_id ON certificate (enrolment_id);

CREATE INDEX ix_certificate_number ON certificate (number);

CREATE INDEX ix_certificate_trainee_id ON certificate (trainee_id);

CREATE TABLE fresh_print_sheet (
    job_id VARCHAR(36) NOT NULL,
    position INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    certificate_id VARCHAR(36) NOT NULL,
    state VARCHAR(10) NOT NULL,
    paper_serial VARCHAR(40) NOT NULL,
    id VARCHAR(36) NOT NULL,
    station VARCHAR(36) NOT NULL,
    CONSTRAINT pk_print_sheet PRIMARY KEY (id),
    CONSTRAINT fk_print_sheet_job_id FOREIGN KEY(job_id) REFERENCES print_job (id),
    CONSTRAINT fk_print_sheet_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id)
);

INSERT INTO fresh_print_sheet (job_id, position, attempt, certificate_id, state, paper_serial, id, station)
SELECT job_id, position, attempt, certificate_id, state, paper_serial, id, station FROM print_sheet;

DROP TABLE print_sheet;

ALTER TABLE fresh_print_sheet RENAME TO print_sheet;

CREATE INDEX ix_print_sheet_certificate_id ON print_sheet (certificate_id);

CREATE INDEX ix_print_sheet_job_id ON print_sheet (job_id, position, attempt);

CREATE TABLE sync_batch (
    replica VARCHAR(36) NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL,
    key_id BLOB NOT NULL,
    signature BLOB NOT NULL,
    receipt BLOB NOT NULL,
    received_at BIGINT,
    epoch VARCHAR(64) NOT NULL,
    CONSTRAINT pk_sync_batch PRIMARY KEY (replica, first, last)
);

CREATE INDEX ix_sync_batch_epoch ON sync_batch (epoch);

CREATE INDEX ix_sync_batch_replica ON sync_batch (replica, last);

CREATE TABLE sync_mark (
    replica VARCHAR(36) NOT NULL,
    delivered INTEGER NOT NULL,
    entry_bytes INTEGER NOT NULL,
    CONSTRAINT pk_sync_mark PRIMARY KEY (replica)
);

CREATE TABLE sync_clamp (
    replica VARCHAR(36) NOT NULL,
    seq INTEGER NOT NULL,
    effective BIGINT NOT NULL,
    CONSTRAINT pk_sync_clamp PRIMARY KEY (replica, seq)
);

CREATE TABLE sync_parked (
    replica VARCHAR(36) NOT NULL,
    seq INTEGER NOT NULL,
    entity VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL,
    reason VARCHAR(20) NOT NULL,
    detail VARCHAR(100) NOT NULL,
    needs_entity VARCHAR(40) NOT NULL,
    needs_row VARCHAR(36) NOT NULL,
    CONSTRAINT pk_sync_parked PRIMARY KEY (replica, seq)
);

CREATE INDEX ix_sync_parked_needs ON sync_parked (needs_entity, needs_row);

CREATE INDEX ix_sync_parked_row ON sync_parked (entity, row_id);

CREATE TABLE sync_clash (
    entity VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL,
    field VARCHAR(60) NOT NULL,
    before_replica VARCHAR(36) NOT NULL,
    before_seq INTEGER NOT NULL,
    after_replica VARCHAR(36) NOT NULL,
    after_seq INTEGER NOT NULL,
    settled BOOLEAN NOT NULL,
    CONSTRAINT pk_sync_clash PRIMARY KEY (entity, row_id, field, before_replica, before_seq, after_replica, after_seq)
);

CREATE TABLE sync_item (
    kind VARCHAR(20) NOT NULL,
    name VARCHAR(64) NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_sync_item PRIMARY KEY (kind, name)
);

CREATE TABLE row_digest (
    entity VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL,
    hash BLOB NOT NULL,
    CONSTRAINT pk_row_digest PRIMARY KEY (entity, row_id)
);

CREATE TABLE digest_total (
    entity VARCHAR(40) NOT NULL,
    rows INTEGER NOT NULL,
    total BLOB NOT NULL,
    CONSTRAINT pk_digest_total PRIMARY KEY (entity)
);

CREATE TABLE digest_dirt (
    entity VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_digest_dirt PRIMARY KEY (entity, row_id)
);

INSERT INTO local_state ("key", value)
SELECT 'identity', key_id FROM station_identity ORDER BY id DESC LIMIT 1;
