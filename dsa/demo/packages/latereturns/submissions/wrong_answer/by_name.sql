-- Two members may have the same name.
SELECT member.name, count(*) AS books, CAST(max(julianday(today.day) - julianday(loan.due_on)) AS INTEGER) AS days
FROM loan
JOIN member ON member.id = loan.member_id
JOIN today ON loan.due_on < today.day
WHERE loan.returned_on IS NULL
GROUP BY member.name
ORDER BY books DESC, days DESC, member.name;
