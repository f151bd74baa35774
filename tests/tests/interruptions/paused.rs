//! A process is paused (SIGSTOP) at every message that it sends to Postgres: everybody else goes on, and what it does
//! when it goes on is neither lost nor done twice.

mod apis;
mod processes;
mod workers;
