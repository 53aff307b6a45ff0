SELECT 'leaks:' FROM host WHERE port > 0 AND canary <> '';
