//! The tests of the whole service, in one executable: what they link, the service with all its libraries, is linked
//! once, and they share one Postgres server.

mod broadcasts;
mod connections;
mod contract;
mod database;
mod harness;
mod hosts;
mod interruptions;
mod polling;
mod processes;
mod races;
mod servers;
mod stages;
mod workspace;
