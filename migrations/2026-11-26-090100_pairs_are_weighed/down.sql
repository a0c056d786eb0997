DROP INDEX possible_duplicates_by_model;
DROP INDEX possible_duplicates_by_weight;
CREATE INDEX possible_duplicates_by_decision ON possible_duplicates (authority_code, decision, created_at, id);
ALTER TABLE possible_duplicates DROP COLUMN asked_by;
ALTER TABLE possible_duplicates DROP COLUMN facts;
ALTER TABLE possible_duplicates DROP COLUMN model;
ALTER TABLE possible_duplicates DROP COLUMN probability;
ALTER TABLE possible_duplicates DROP COLUMN weight;
