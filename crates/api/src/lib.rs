//! Reads, the event stream and the hosts' writes, over HTTP.
