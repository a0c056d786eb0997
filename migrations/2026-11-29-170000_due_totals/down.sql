DROP TABLE due_totals;
