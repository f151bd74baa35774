alter table live_streams drop column channel;
