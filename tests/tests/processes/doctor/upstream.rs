//! Findings about the upstream, one endpoint after another.

use sim::{Endpoint, Fault};

use super::Surroundings;

#[tokio::test]
async fn what_is_wrong_with_the_upstream_is_named() {
    let set = Surroundings::set().await;
    for (endpoint, fault, check, says) in [
        (Endpoint::Catalogue, Fault::EmptyCatalogue, "upstream.catalogue", "has no"),
        (Endpoint::Lobbies, Fault::ServerError, "upstream.lobbies", "500"),
        (Endpoint::PersonalStat, Fault::Html, "upstream.stats", "not JSON"),
        (Endpoint::MatchHistory, Fault::NoLobbyList, "upstream.matches", "lacks"),
        (Endpoint::PersonalStat, Fault::TooManyRequests { retry_after: Some(9) }, "upstream.stats", "fewer requests"),
    ] {
        set.sim.fault(endpoint, fault);
        set.doctor().run().await.fails(check, says);
        set.sim.clear_faults();
    }
    set.sim.fault_times(Endpoint::MatchHistory, Fault::BadRequest, 1);
    let report = set.doctor().run().await;
    assert_eq!((report.code, report.status("upstream.matches")), (0, "warning"), "{:#?}", report.findings);
    let report = set.doctor().set("UPSTREAM_BASE_URL", "http://somebody:hush@127.0.0.1:1").run().await;
    report.fails("upstream.stats", "could not be reached");
    assert!(!format!("{:?}", report.findings).contains("hush"));
}
