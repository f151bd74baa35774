-- Every stats poll asks which tournaments had a nudge of an event lately.
create index nudges_by_event on nudges (event, polled_at);
