drop table series_games;
drop table series_game_decisions;
drop table series;
drop table stage_ties;
drop table stage_adjustments;
drop table stage_byes;
drop table stage_rounds;
drop table stage_participants;
drop table stages;

delete from nudges where event = 'series';
alter table nudges drop constraint nudges_event_check;
alter table nudges add constraint nudges_event_check check (event in ('standings', 'live', 'matches'));
