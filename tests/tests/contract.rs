//! The HTTP surface as clients know it: what the contract promises, asked over a real socket.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod ask;
mod caching;
mod cards;
mod codings;
mod console;
mod contest_overlays;
mod cors;
mod costly;
mod error_shapes;
mod errors;
mod etags;
mod examples;
mod exclusions;
mod exports;
mod facts;
mod feeds;
mod fixture;
mod freeze;
mod headers;
mod health;
mod hot_reads;
mod live;
mod match_exports;
mod matches;
mod matchups;
mod openapi;
mod openapi_requests;
mod overdue;
mod overlays;
mod pages;
mod parameters;
mod play_pages;
mod players;
mod production;
mod reference;
mod resuming;
mod standings;
mod standings_order;
mod stream;
mod tables;
mod texts;
mod tournament_pages;
mod tournaments;
mod validation;
