//! The built-in sign-in as browsers meet it: behind a proxy that terminates TLS.

use std::collections::BTreeSet;

use api::{Environment, Flags, Settings};
use chrono::TimeDelta;
use reqwest::{
    Client, RequestBuilder, Response,
    header::{COOKIE, SET_COOKIE},
};
use tests::{Service, TestClock, service::NOW};

use super::{
    fixture::Fixture,
    signing_in::{ANNA, add_hosts, link, on, token_of},
    tls_terminator::TlsTerminator,
};

const BROWSER: [u8; 4] = [127, 0, 0, 2];
/// As browsers send the form of a page that tells no referrer.
const OWN_FORM: [(&str, &str); 2] = [("origin", "null"), ("sec-fetch-site", "same-origin")];

/// A service, and a browser in front of its proxy.
struct Site {
    service: Service,
    base_url: String,
    browser: Client,
    other_browser: Client,
}

impl Site {
    /// `is_named`: whether the service is told its public address.
    async fn of(environment: Environment, is_named: bool, keeps_host: bool) -> Self {
        let terminator = TlsTerminator::bind().await;
        let base_url = terminator.base_url();
        let settings = Settings {
            public_base_url: is_named.then(|| base_url.parse().unwrap()),
            // The browsers' addresses are those of clients.
            trusted_proxies: "127.0.0.1/32".parse().unwrap(),
            ..on()
        };
        let world = sim::World::new(sim::Config::new(7, 0));
        let service = Service::with(world, TestClock::at(NOW), environment, &settings, Flags::default()).await;
        add_hosts(&service).await;
        let [browser, other_browser] = [BROWSER, [127, 0, 0, 3]].map(|address| terminator.client_at(address));
        terminator.pass_on_to(&service, keeps_host);
        Self { service, base_url, browser, other_browser }
    }

    async fn send(&self, request: RequestBuilder, headers: &[(&str, &str)]) -> Response {
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.service.background.beside(request.send()).await.unwrap()
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        self.send(self.browser.get(format!("{}{path}", self.base_url)), headers).await
    }

    async fn post(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        self.send(self.browser.post(format!("{}{path}", self.base_url)), headers).await
    }

    async fn link(&self) -> String {
        link(&self.service, ANNA).await
    }

    async fn user(&self, token: &str) -> Response {
        let cookie = format!("criticalbit_access={token}");
        self.get("/v1/me", &[(COOKIE.as_str(), cookie.as_str())]).await
    }
}

fn attributes(answer: &Response) -> BTreeSet<String> {
    let cookies: Vec<_> = answer.headers().get_all(SET_COOKIE).iter().collect();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    cookies[0].to_str().unwrap().split("; ").skip(1).map(str::to_owned).collect()
}

fn due(max_age: &str) -> BTreeSet<String> {
    ["Path=/", max_age, "HttpOnly", "SameSite=Lax", "Secure"].map(str::to_owned).into()
}

#[tokio::test]
async fn the_cookie_is_for_tls_alone_lasts_thirty_days_and_is_renewed_by_use() {
    for (environment, is_named, keeps_host) in [
        (Environment::Production, true, true),
        (Environment::Production, true, false),
        (Environment::Staging, false, true),
        (Environment::Development, true, false),
    ] {
        let site = Site::of(environment, is_named, keeps_host).await;
        let path = site.link().await;
        let page = site.get(&path, &[]).await;
        assert_eq!(page.status(), 200, "{environment:?}");
        assert!(page.text().await.unwrap().contains("<form method=\"post\">"));
        let signed_in = site.post(&path, &OWN_FORM).await;
        assert_eq!((signed_in.status().as_u16(), &signed_in.headers()["location"]), (303, &"/host".parse().unwrap()));
        assert_eq!(attributes(&signed_in), due("Max-Age=2592000"), "{environment:?}");
        let token = token_of(&signed_in).unwrap();
        assert_eq!(site.post(&path, &OWN_FORM).await.status(), 410, "it was used");
        let me: serde_json::Value = tests::service::json(site.user(&token).await).await;
        assert_eq!(me["user_id"], ANNA);

        site.service.clock.advance(TimeDelta::days(1));
        assert_eq!(site.user(&token).await.headers().get(SET_COOKIE), None, "not yet");
        site.service.clock.advance(TimeDelta::seconds(1));
        let renewed = site.user(&token).await;
        assert_eq!(attributes(&renewed), due("Max-Age=2592000"), "{environment:?}");
        let token = token_of(&renewed).unwrap();
        site.service.clock.advance(TimeDelta::seconds(30 * 86_400 - 1));
        assert_eq!(site.user(&token).await.status(), 200);
        site.service.clock.advance(TimeDelta::seconds(1));
        assert_eq!(site.user(&token).await.status(), 401, "thirty days after it was issued");

        let token = token_of(&site.post(&site.link().await, &OWN_FORM).await).unwrap();
        let cookie = format!("criticalbit_access={token}");
        let headers = [&[(COOKIE.as_str(), cookie.as_str())][..], &OWN_FORM].concat();
        let signed_out = site.post("/auth/sign-out", &headers).await;
        assert_eq!((signed_out.status().as_u16(), attributes(&signed_out)), (303, due("Max-Age=0")));
        assert_eq!(site.user(&token).await.status(), 401);
    }
}

#[tokio::test]
async fn without_tls_on_a_desk_the_cookie_is_set_all_the_same() {
    let service = Service::start_with_settings(&on()).await;
    add_hosts(&service).await;
    let answer = super::signing_in::post(&service, &link(&service, ANNA).await, &OWN_FORM).await;
    let mut plain = due("Max-Age=2592000");
    plain.remove("Secure");
    assert_eq!(attributes(&answer), plain);
}

#[tokio::test]
async fn a_page_of_the_same_name_without_tls_is_another_sites() {
    for keeps_host in [true, false] {
        let site = Site::of(Environment::Production, true, keeps_host).await;
        let (own, path) = (site.base_url.clone(), site.link().await);
        let plain = own.replace("https://", "http://");
        let other_port = format!("{own}1");
        for origin in [plain.as_str(), other_port.as_str(), "https://evil.example", "null"] {
            let refused = site.post(&path, &[("origin", origin)]).await;
            assert_eq!((refused.status().as_u16(), refused.headers().get(SET_COOKIE)), (403, None), "{origin}");
        }
        let signed_in = site.post(&path, &[("origin", own.as_str())]).await;
        assert_eq!(signed_in.status(), 303, "the link was not used up");
        let cookie = format!("criticalbit_access={}", token_of(&signed_in).unwrap());
        for path in ["/auth/sign-out", "/auth/sign-out-everywhere"] {
            let headers = [("origin", plain.as_str()), (COOKIE.as_str(), cookie.as_str())];
            assert_eq!(site.post(path, &headers).await.status(), 403, "{path}");
        }
        let write = async |origin: &str| {
            let request = site.browser.patch(format!("{own}/v1/tournaments/nowhere"));
            site.send(request, &[("origin", origin), (COOKIE.as_str(), cookie.as_str())]).await.status().as_u16()
        };
        assert_eq!([write(&plain).await, write(&own).await], [403, 404]);
    }
}

#[tokio::test]
async fn each_browser_behind_the_proxy_has_a_limit_of_its_own_whatever_it_says() {
    let site = Site::of(Environment::Production, true, true).await;
    let path = site.link().await;
    let mut guesses = 0;
    loop {
        let forged = format!("192.0.2.{guesses}");
        let guessed = site.post(&format!("/auth/sign-in/{guesses}"), &[("x-forwarded-for", forged.as_str())]).await;
        if guessed.status() == 429 {
            break;
        }
        assert_eq!(guessed.status(), 410);
        guesses += 1;
        assert!(guesses < 100, "whatever it says of itself, it is one client");
    }
    assert!(guesses >= 10, "{guesses}");
    let other = site.other_browser.post(format!("{}{path}", site.base_url));
    assert_eq!(site.send(other, &OWN_FORM).await.status(), 303);
}

#[tokio::test]
async fn an_owner_writes_from_the_console_through_tls() {
    let terminator = TlsTerminator::bind().await;
    let settings = Settings { public_base_url: Some(terminator.base_url().parse().unwrap()), ..on() };
    let fixture = Fixture::with(&settings).await;
    let (base_url, browser) = (terminator.base_url(), terminator.client_at(BROWSER));
    terminator.pass_on_to(&fixture.service, false);
    add_hosts(&fixture.service).await;
    fixture.service.make_owner(fixture.cup, ANNA).await;
    let request = browser.post(format!("{base_url}{}", link(&fixture.service, ANNA).await)).header("origin", &base_url);
    let cookie = format!("criticalbit_access={}", token_of(&request.send().await.unwrap()).unwrap());
    for write in fixture.writes() {
        let request = browser.request(write.method().parse().unwrap(), format!("{base_url}{}", write.path));
        let request = request.header("origin", &base_url).header(COOKIE, &cookie);
        let request = write.body.iter().fold(request, reqwest::RequestBuilder::json);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), write.success, "{}", write.operation);
    }
}
