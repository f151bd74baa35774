alter table host_live_streams drop column platform;
