-- Finds parts of names without reading all of them. pg_trgm is part of PostgreSQL's own distribution, but may not be
-- installed, or this user may not create it: then a search reads the names in the order of their ids.
DO $$
DECLARE
  place TEXT;
BEGIN
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
  EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE NOTICE 'no index for parts of usernames: %', SQLERRM;
  END;
  SELECT nspname INTO place
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm';
  IF FOUND THEN
    -- Without the list of pending entries, which every search would read to its end.
    EXECUTE format('CREATE INDEX users_by_part_of_username ON users USING gin (lower(username) %I.gin_trgm_ops)'
                   ' WITH (fastupdate = off)', place);
  END IF;
END
$$;
