DROP TABLE name_words;
DROP TABLE name_likenesses;
