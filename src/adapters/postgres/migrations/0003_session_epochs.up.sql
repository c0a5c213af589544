-- Sessions elsewhere that began under a smaller number are over.
ALTER TABLE users ADD COLUMN session_epoch BIGINT NOT NULL DEFAULT 0;
