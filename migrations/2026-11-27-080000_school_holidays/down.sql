DROP TABLE school_holidays;
