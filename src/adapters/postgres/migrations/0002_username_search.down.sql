-- The extension stays: something else may use it.
DROP INDEX IF EXISTS users_by_part_of_username;
