CREATE INDEX ix_row_certificate_text_sha256 ON row_certificate (county_id, text_sha256);
