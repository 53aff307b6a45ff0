-- Looks at every loan for every loan.
SELECT name, books, days
FROM (
    SELECT DISTINCT member.id, member.name,
        (SELECT count(*) FROM loan AS other, today WHERE other.member_id + 0 = loan.member_id + 0
            AND other.returned_on IS NULL AND julianday(other.due_on) < julianday(today.day)) AS books,
        (SELECT CAST(max(julianday(today.day) - julianday(other.due_on)) AS INTEGER) FROM loan AS other, today
            WHERE other.member_id + 0 = loan.member_id + 0 AND other.returned_on IS NULL) AS days
    FROM loan
    JOIN member ON member.id = loan.member_id
)
WHERE books > 0
ORDER BY books DESC, days DESC, name, id;
