-- member(id, name), loan(id, member_id, title, due_on, returned_on), today(day)
SELECT name, 0, 0
FROM member
ORDER BY name;
