-- Names are compared byte by byte, and letters have a case in ASCII alone: both is what collation "C" does, whatever
-- the database's own is. Ids come from a sequence, which a rolled back insert does not turn back.
CREATE TABLE users(
  id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  username      TEXT COLLATE "C" NOT NULL UNIQUE,
  password_hash TEXT NOT NULL
);
