//! The list of tournaments comes in pages.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::{Response, Url};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use tests::{Service, service::json};

/// So many tournaments, of which the last is the newest. Three of a time share an instant.
async fn with(count: i64) -> Service {
    let service = Service::start().await;
    let insert = "insert into tournaments (slug, name, leaderboard_id, created_at)
        select 'cup-' || n, 'Cup ' || n, 3, timestamptz '2026-01-01' + n / 3 * interval '1 second'
        from generate_series(1, $1) n";
    let mut connection = PgConnection::connect(&service.database.url).await.unwrap();
    sqlx::query(insert).bind(count).execute(&mut connection).await.unwrap();
    service
}

/// The address that an answer names as the next page's, as a browser would resolve it.
fn next(answer: &Response) -> Option<Url> {
    let link = answer.headers().get("link")?.to_str().unwrap();
    let reference = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").expect("a link to the next page");
    Some(answer.url().join(reference).unwrap())
}

fn slugs(page: &Value) -> Vec<String> {
    page.as_array().unwrap().iter().map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
}

/// The pages from `path` on.
async fn pages(service: &Service, path: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut url = Some(Url::parse(&format!("{}{path}", service.base_url)).unwrap());
    while let Some(page) = url {
        let answer = service.client.get(page).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["cache-control"], "public, s-maxage=15, max-age=0, must-revalidate");
        assert!(answer.headers().contains_key("etag"));
        url = next(&answer);
        pages.push(slugs(&json(answer).await));
    }
    pages
}

#[tokio::test]
async fn every_tournament_is_on_one_page_newest_first() {
    let service = with(1_203).await;
    let expected: Vec<_> = (1..=1_203).rev().map(|n| format!("cup-{n}")).collect();
    for (path, sizes) in [("/v1/tournaments", vec![500, 500, 203]), ("/v1/tournaments?limit=401", vec![401, 401, 401])]
    {
        for _ in 0..2 {
            let pages = pages(&service, path).await;
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), sizes, "{path}");
            assert_eq!(pages.concat(), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn later_pages_are_refused_in_time_while_the_database_answers_none() {
    let service = with(3).await;
    let url = next(&service.answer("/v1/tournaments?limit=1").await).unwrap();
    let mut holding = PgConnection::connect(&service.database.url).await.unwrap();
    let mut holding = holding.begin().await.unwrap();
    sqlx::query("lock table tournaments in access exclusive mode").execute(&mut *holding).await.unwrap();
    let began = Instant::now();
    // One after another would wait for the database for three seconds each.
    let all = join_all((0..8).map(|_| service.client.get(url.clone()).send())).await;
    for answer in all {
        let answer = answer.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers().contains_key("retry-after")), (503, true));
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    holding.rollback().await.unwrap();
    assert_eq!(service.client.get(url).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_list_that_is_whole_names_no_next_page() {
    let service = with(3).await;
    for path in ["/v1/tournaments", "/v1/tournaments?limit=3", "/v1/tournaments?limit=500"] {
        let answer = service.answer(path).await;
        assert_eq!(next(&answer), None, "{path}");
        assert_eq!(slugs(&json(answer).await).len(), 3, "{path}");
    }
    let answer = service.answer("/v1/tournaments?limit=1").await;
    let link = answer.headers()["link"].to_str().unwrap();
    assert!(link.starts_with("</v1/tournaments?limit=1&cursor="), "{link}: proxies know which host the client used");
    assert_eq!(json(answer).await[0]["slug"], "cup-3");
}

#[tokio::test]
async fn a_tournament_set_up_meanwhile_moves_no_page() {
    let service = with(4).await;
    let first = service.answer("/v1/tournaments?limit=2").await;
    let second = next(&first).unwrap();
    service.database.run("insert into tournaments (slug, name, leaderboard_id) values ('new', 'New', 3)").await;
    let page = json(service.client.get(second).send().await.unwrap()).await;
    assert_eq!(slugs(&page), ["cup-2", "cup-1"]);
}

#[tokio::test]
async fn the_link_can_be_read_by_other_pages_and_goes_with_what_is_known() {
    let service = with(501).await;
    for _ in 0..2 {
        let request = service.client.get(format!("{}/v1/tournaments", service.base_url));
        let answer = request.header("origin", "https://elsewhere.example").send().await.unwrap();
        let exposed = answer.headers()["access-control-expose-headers"].to_str().unwrap();
        assert!(exposed.split(", ").any(|name| name == "Link"), "{exposed}");
        let tag = answer.headers()["etag"].clone();
        let request = service.client.get(format!("{}/v1/tournaments", service.base_url));
        let known = request.header("if-none-match", tag).header("accept-encoding", "br").send().await.unwrap();
        assert_eq!((known.status().as_u16(), next(&known)), (304, next(&answer)));
    }
}

#[tokio::test]
async fn what_is_no_limit_or_no_cursor_is_refused() {
    let service = with(1).await;
    let zeros = "0".repeat(32);
    let of_other_years = ["90fa4a62c4e000000000000000000001", "f3828a0afa9c00000000000000000001"];
    let cursors = ["", "x", &zeros, "7fffffffffffffff0000000000000001"];
    for cursor in cursors.into_iter().chain(of_other_years) {
        let (status, body) = service.get_any(&format!("/v1/tournaments?cursor={cursor}")).await;
        assert_eq!((status, &body["detail"][0]["loc"]), (422, &json!(["query", "cursor"])), "{cursor}: {body}");
    }
    for limit in ["0", "501", "-1", "many"] {
        let (status, body) = service.get_any(&format!("/v1/tournaments?limit={limit}")).await;
        assert_eq!((status, &body["detail"][0]["loc"]), (422, &json!(["query", "limit"])), "{limit}");
    }
}
