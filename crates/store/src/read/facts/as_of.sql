select
    coalesce((select max(id) from nudges), 0) as "newest_nudge!",
    coalesce((select json_object_agg(task, succeeded_at) from poll_status), '{}') as "polled!: Times"
