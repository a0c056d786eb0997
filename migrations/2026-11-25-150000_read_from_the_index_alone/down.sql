DROP INDEX accounts_by_authority;
CREATE INDEX accounts_by_authority ON accounts (authority_code, name, id);
DROP INDEX due_counts_sums;
CREATE INDEX due_counts_sums ON due_counts (authority_code, whose, period, due_on, clock, children);
