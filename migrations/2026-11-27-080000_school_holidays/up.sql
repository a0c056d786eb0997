-- When the schools of an authority are shut, besides weekends and bank holidays: its term dates, and days
-- nobody could foresee. Both days count.
CREATE TABLE school_holidays (
    id TEXT PRIMARY KEY NOT NULL,
    authority_code TEXT NOT NULL REFERENCES authorities (code),
    name TEXT NOT NULL,
    first_on DATE NOT NULL,
    last_on DATE NOT NULL
);
CREATE INDEX school_holidays_by_last_day ON school_holidays (authority_code, last_on);
