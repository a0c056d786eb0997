CREATE TABLE due_counts (
    authority_code TEXT NOT NULL,
    whose TEXT NOT NULL,
    period TEXT NOT NULL,
    due_on DATE NOT NULL,
    clock TEXT NOT NULL,
    children INTEGER NOT NULL,
    PRIMARY KEY (authority_code, whose, period, due_on, clock)
);
CREATE INDEX due_counts_sums ON due_counts (authority_code, whose, period, clock, due_on, children);
INSERT INTO due_counts (authority_code, whose, period, due_on, clock, children)
SELECT authority_code, whose, 'month', month, clock, children FROM due_months;
-- The days are counted anew from the registrations, for the team and for each officer.
INSERT INTO due_counts (authority_code, whose, period, due_on, clock, children)
SELECT authority_code, whose, 'day', due_on, clock, count(*)
FROM (
    SELECT authority_code, 'team' AS whose, unseen_due_on AS due_on,
        CASE WHEN last_seen_on IS NULL THEN 'never' ELSE 'seen' END AS clock
    FROM registrations WHERE ended_on IS NULL
    UNION ALL
    SELECT authority_code, coalesce(officer_id, 'unassigned'), unseen_due_on,
        CASE WHEN last_seen_on IS NULL THEN 'never' ELSE 'seen' END
    FROM registrations WHERE ended_on IS NULL
    UNION ALL
    SELECT authority_code, 'team', contact_due_on, 'contact' FROM registrations WHERE ended_on IS NULL
    UNION ALL
    SELECT authority_code, coalesce(officer_id, 'unassigned'), contact_due_on, 'contact'
    FROM registrations WHERE ended_on IS NULL
) falling_due
WHERE due_on IS NOT NULL
GROUP BY authority_code, whose, due_on, clock;
DROP TABLE due_months;
