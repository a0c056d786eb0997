-- Which officer new children go to, by the authority's rule: by district of the postcode, or by year group.
CREATE TABLE officer_shares (
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    what TEXT NOT NULL,
    share TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (authority_code, what, share)
);

-- Until now there was one rule, whatever this column said.
UPDATE authorities SET officer_rule = 'least_loaded';
