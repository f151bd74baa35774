drop table idempotency_keys, worker_lease, poll_status, nudges;
