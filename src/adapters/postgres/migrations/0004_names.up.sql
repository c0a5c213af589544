-- What no two accounts share, and what each is found by. Every server that starts with accounts fills in those that are
-- missing: of before this step, or made meanwhile by an older one.
CREATE TABLE name_likenesses(
  likeness TEXT COLLATE "C" PRIMARY KEY,
  user_id  BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE
);
CREATE TABLE name_words(
  user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  word    TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (user_id, word)
);
CREATE INDEX users_by_word ON name_words(word, user_id);
DROP INDEX IF EXISTS users_by_part_of_username;
