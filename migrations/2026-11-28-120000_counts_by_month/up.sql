-- How many open registrations fall due in each month, and on which days of it ({"3": 2, "17": 1}), for the team
-- ('team') and for each officer (account id, or 'unassigned'); kept in the transaction that moves a due date. A row
-- a month instead of a row a day, found by its key alone: a recorded contact moves eight rows instead of sixteen,
-- and no index (docs/decisions/0002).
CREATE TABLE due_months (
    authority_code TEXT NOT NULL,
    whose TEXT NOT NULL,
    clock TEXT NOT NULL,
    month DATE NOT NULL,
    children INTEGER NOT NULL,
    days TEXT NOT NULL,
    PRIMARY KEY (authority_code, whose, clock, month)
);
INSERT INTO due_months (authority_code, whose, clock, month, children, days)
SELECT
    m.authority_code,
    m.whose,
    m.clock,
    m.due_on,
    m.children,
    '{' || string_agg(
        '"' || CAST(CAST(substr(CAST(d.due_on AS TEXT), 9, 2) AS INTEGER) AS TEXT) || '":' || CAST(d.children AS TEXT), ','
    ) || '}'
FROM due_counts m
JOIN due_counts d
    ON d.authority_code = m.authority_code
    AND d.whose = m.whose
    AND d.clock = m.clock
    AND d.period = 'day'
    AND substr(CAST(d.due_on AS TEXT), 1, 7) = substr(CAST(m.due_on AS TEXT), 1, 7)
WHERE m.period = 'month' AND m.children <> 0 AND d.children <> 0
GROUP BY m.authority_code, m.whose, m.clock, m.due_on, m.children;
DROP TABLE due_counts;
