select setval('nudges_id_seq', coalesce(max(id), 1), max(id) is not null) from nudges;
