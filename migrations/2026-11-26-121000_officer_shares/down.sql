DROP TABLE officer_shares;
UPDATE authorities SET officer_rule = 'nobody';
