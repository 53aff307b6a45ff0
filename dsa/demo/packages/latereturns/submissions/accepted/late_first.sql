WITH late AS (
    SELECT member_id, CAST(julianday((SELECT day FROM today)) - julianday(due_on) AS INTEGER) AS days
    FROM loan
    WHERE returned_on IS NULL AND due_on < (SELECT day FROM today)
), counted AS (
    SELECT member_id, count(*) AS books, max(days) AS days FROM late GROUP BY member_id
)
SELECT name, books, counted.days
FROM counted
JOIN member ON id = member_id
ORDER BY books DESC, counted.days DESC, name, id;
