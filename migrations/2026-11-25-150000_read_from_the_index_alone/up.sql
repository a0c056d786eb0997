-- The officers a list can be narrowed to: with their role, the index says it all.
DROP INDEX accounts_by_authority;
CREATE INDEX accounts_by_authority ON accounts (authority_code, name, id, role);

-- What falls due on one clock between two days lies together: a sum is a walk along this index alone.
DROP INDEX due_counts_sums;
CREATE INDEX due_counts_sums ON due_counts (authority_code, whose, period, clock, due_on, children);
