DROP INDEX tasks_done;
ALTER TABLE visit_changes DROP COLUMN goes;
ALTER TABLE visit_changes DROP COLUMN goes_before;
