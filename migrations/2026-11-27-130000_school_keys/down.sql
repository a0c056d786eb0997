DROP TABLE keyed_requests;
DROP TABLE school_keys;
