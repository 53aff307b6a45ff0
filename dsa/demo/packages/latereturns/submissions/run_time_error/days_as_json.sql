-- Days are no JSON.
SELECT member.name, count(*) AS books, max(json_extract(loan.due_on, '$')) AS days
FROM loan
JOIN member ON member.id = loan.member_id
JOIN today ON loan.due_on < today.day
WHERE loan.returned_on IS NULL
GROUP BY member.id;
