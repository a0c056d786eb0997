-- How many open registrations have a due date at all, by clock, for the team and for each officer: the sum of
-- their months. It stays as it is when a due date moves from one month to another, as a recorded contact moves
-- it, so that a tally reads it instead of every month there ever was (docs/decisions/0002).
CREATE TABLE due_totals (
    authority_code TEXT NOT NULL,
    whose TEXT NOT NULL,
    clock TEXT NOT NULL,
    children INTEGER NOT NULL,
    PRIMARY KEY (authority_code, whose, clock)
);
INSERT INTO due_totals (authority_code, whose, clock, children)
SELECT authority_code, whose, clock, CAST(SUM(children) AS INTEGER)
FROM due_months
GROUP BY authority_code, whose, clock;
