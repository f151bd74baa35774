drop index nudges_by_event;
