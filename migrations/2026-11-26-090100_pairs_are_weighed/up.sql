-- How strongly two records are one child by the engine, by which model, and from which facts: the queue
-- is walked strongest first, and a pair is asked about again only where the facts have changed. Pairs
-- from before have no model; the program weighs them when it starts. `asked_by`: who was not sure.
ALTER TABLE possible_duplicates ADD COLUMN weight DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE possible_duplicates ADD COLUMN probability DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE possible_duplicates ADD COLUMN model TEXT NOT NULL DEFAULT '';
ALTER TABLE possible_duplicates ADD COLUMN facts TEXT NOT NULL DEFAULT '';
ALTER TABLE possible_duplicates ADD COLUMN asked_by TEXT;
DROP INDEX possible_duplicates_by_decision;
CREATE INDEX possible_duplicates_by_weight ON possible_duplicates (authority_code, decision, weight, id);
CREATE INDEX possible_duplicates_by_model ON possible_duplicates (authority_code, model, id);
