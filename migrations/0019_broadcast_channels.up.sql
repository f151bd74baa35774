-- The channel that an entry's broadcast is on, by its link: once an entry has another link, the broadcast of its former
-- channel is not taken for the new one's. Null when the version before inserted it; that version leaves the channel of
-- a row it updates as it was.
alter table live_streams add column channel text;
