ALTER TABLE authorities DROP COLUMN candidates_version;
DROP TABLE name_counts;
DROP TABLE candidate_keys;
DROP TABLE candidates;
