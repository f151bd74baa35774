//! Findings about signing in: a host's token, the built-in sign-in, and the public address of its links.

use tests::{program::Program, service::HOST};

use super::{Doctor, Surroundings, now};

#[tokio::test]
async fn a_token_is_judged_and_never_shown() {
    let set = Surroundings::set().await;
    let judged = async |token: &str| {
        let report = set.doctor().set("DOCTOR_COOKIE", token).run().await;
        let of_token = report.of("sign_on.token").clone();
        for script in [r#""$EXECUTABLE" doctor --json"#, r#""$EXECUTABLE" doctor --cookie "$TOKEN""#] {
            let told = set.doctor().set("DOCTOR_COOKIE", token).set("TOKEN", token).program(script).finish().await.1;
            assert!(told.contains("sign_on.token") && !told.contains(token), "{told}");
            let signature = token.rsplit('.').next().unwrap();
            assert!(!told.contains(signature), "{told}");
        }
        (report.code, of_token["status"].as_str().unwrap().to_owned(), of_token["found"].as_str().unwrap().to_owned())
    };
    let (code, status, found) = judged(&set.sso.token(HOST, now()).mint()).await;
    assert_eq!((code, status.as_str()), (0, "ok"));
    assert!(found.contains(HOST), "{found}");
    for (token, says) in [
        (set.sso.token(HOST, now()).expired().mint(), "expired"),
        ("not-a-token-at-all".to_owned(), "not a signed JWT"),
    ] {
        let (code, status, found) = judged(&token).await;
        assert_eq!((code, status.as_str()), (1, "failed"));
        assert!(found.contains(says), "{found}");
    }
}

/// Signs a new host in as a browser does: their id, and their token.
async fn sign_in(set: &Surroundings) -> (String, String) {
    let add = Program::new("aoe2-standings").arg("hosts").arg("add").arg("Anna");
    let (code, said) = add.set("DATABASE_URL", &set.database.url).finish().await;
    assert_eq!(code, 0, "{said}");
    let user = set.database.value("select user_id::text from hosts").await;
    let path = said.lines().find_map(|line| Some(line.split_once("/auth/sign-in/")?.1)).unwrap();
    let service = Program::new("aoe2-standings").set("DATABASE_URL", &set.database.url);
    let service = service.set("POLLING_ENABLED", "false").serve().await;
    let address = format!("http://127.0.0.1:{}/auth/sign-in/{path}", service.port);
    let browser = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = browser.post(address).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let token = cookie.strip_prefix("criticalbit_access=").unwrap().split(';').next().unwrap();
    (user, token.to_owned())
}

#[tokio::test]
async fn the_built_in_sign_in_is_told_of_and_its_tokens_are_judged() {
    let set = Surroundings::set().await;
    let built_in = async |doctor: Doctor| doctor.run().await.found("sign_on.built_in").to_owned();
    assert!(built_in(set.doctor()).await.ends_with("is on, with 0 hosts and 0 keys"));
    let (user, token) = sign_in(&set).await;
    assert!(built_in(set.doctor()).await.ends_with("is on, with 1 host and 1 key"));
    assert!(built_in(set.doctor().set("BUILTIN_SIGN_IN", "false")).await.contains("is off"));

    let doctor = || set.doctor().set("DOCTOR_COOKIE", &token);
    for keys in [set.sso.keys_url(), "none".to_owned()] {
        let report = doctor().set("AUTH_JWKS_URL", keys).run().await;
        assert_eq!((report.code, report.not_ok()), (0, vec![]), "{:#?}", report.findings);
        assert!(report.found("sign_on.token").contains(&user), "{}", report.of("sign_on.token"));
        assert!(!format!("{:?}", report.findings).contains(&token), "{:#?}", report.findings);
    }
    let report = doctor().set("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing").run().await;
    report.fails("sign_on.built_in", "its hosts cannot be counted");
    assert_eq!(report.status("sign_on.token"), "warning", "{}", report.of("sign_on.token"));
    doctor().set("BUILTIN_SIGN_IN", "false").run().await.fails("sign_on.token", "no published key");
    set.database.run("delete from host_sessions").await;
    doctor().run().await.fails("sign_on.token", "the session has ended");
}

#[tokio::test]
async fn where_nobody_can_sign_in_or_links_lead_nowhere_it_is_told() {
    let set = Surroundings::set().await;
    let none = || set.doctor().set("AUTH_JWKS_URL", "none");
    let report = none().set("BUILTIN_SIGN_IN", "false").run().await;
    assert_eq!((report.code, report.not_ok()), (0, vec![("sign_on.keys", "warning")]));
    let report = none().run().await;
    assert_eq!((report.code, report.not_ok()), (0, vec![("sign_on.built_in", "warning")]), "nobody is a host");

    let staging = || set.doctor().set("ENVIRONMENT", "staging").set("BUILTIN_SIGN_IN", "true");
    staging().run().await.fails("sign_on.public_address", "PUBLIC_BASE_URL is not set");
    for (address, status) in [("http://cup.example.org", "warning"), ("https://cup.example.org", "ok")] {
        let report = staging().set("PUBLIC_BASE_URL", address).run().await;
        assert_eq!((report.code, report.status("sign_on.public_address")), (0, status), "{:#?}", report.findings);
    }
}
