//! The console for hosts: its page and the files it loads, as a browser asks for them.

use std::collections::BTreeSet;

use reqwest::Method;
use tests::Service;

use super::ask::{Answer, ask, get};

/// What its programs may have in all, compressed: those that the page loads at once, and as much again that it loads
/// later.
const MOST_BYTES: usize = 40 * 1_024;
/// The module that the page loads when the first view of stages and series is opened.
const LATE: &str = "/host/stages/views.js";

/// The paths of this kind that the page names.
fn named(page: &Answer, ending: &str) -> BTreeSet<String> {
    let text = String::from_utf8(page.decoded()).unwrap();
    let paths = text.split('"').filter(|part| part.starts_with("/host/") && part.ends_with(ending));
    paths.map(str::to_owned).collect()
}

/// The modules that a module imports.
fn imported(module: &Answer) -> BTreeSet<String> {
    let text = String::from_utf8(module.decoded()).unwrap();
    let imports = text.lines().filter(|line| line.starts_with("import ") || line.starts_with("} from "));
    imports
        .filter_map(|line| line.split("\"./").nth(1)?.split('"').next())
        .map(|name| format!("/host/{name}"))
        .collect()
}

#[tokio::test]
async fn the_page_names_every_module_once_and_all_are_there() {
    let service = Service::start().await;
    let page = get(&service, "/host", &[]).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let modules = named(&page, ".js");
    let mut needed = BTreeSet::from(["/host/main.js".to_owned()]);
    let mut bytes = 0;
    for path in &modules {
        let module = get(&service, path, &[("accept-encoding", "br")]).await;
        assert_eq!((module.status, module.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
        assert_eq!(module.header("content-encoding"), Some("br"), "{path}");
        bytes += module.body.len();
        needed.extend(imported(&module));
    }
    assert_eq!(modules, needed, "what is needed is loaded at once, and nothing else");
    assert!(bytes <= MOST_BYTES, "{bytes} bytes of programs");
    let styles = named(&page, ".css");
    assert!(!styles.is_empty());
    for path in styles {
        assert_eq!(get(&service, &path, &[]).await.header("content-type"), Some("text/css; charset=utf-8"));
    }
}

/// What a module imports from modules next to it, and from those of the page.
fn imported_late(module: &Answer) -> (BTreeSet<String>, BTreeSet<String>) {
    let text = String::from_utf8(module.decoded()).unwrap();
    let named: BTreeSet<_> = text.lines().filter_map(|line| line.split_once(" from \"")?.1.split('"').next()).collect();
    let below = |prefix: &str, folder: &str| {
        named.iter().filter_map(|name| Some(format!("{folder}{}", name.strip_prefix(prefix)?))).collect()
    };
    (below("./", "/host/stages/"), below("../", "/host/"))
}

#[tokio::test]
async fn views_of_stages_are_loaded_later_with_all_that_they_need() {
    let service = Service::start().await;
    let page = named(&get(&service, "/host", &[]).await, ".js");
    let main = String::from_utf8(get(&service, "/host/main.js", &[]).await.decoded()).unwrap();
    assert!(main.contains("import(\"./stages/views.js\")"));
    let mut waiting = vec![LATE.to_owned()];
    let mut found = BTreeSet::new();
    let mut bytes = 0;
    while let Some(path) = waiting.pop() {
        let module = get(&service, &path, &[("accept-encoding", "br")]).await;
        assert_eq!((module.status, module.header("content-encoding")), (200, Some("br")), "{path}");
        bytes += module.body.len();
        let (late, early) = imported_late(&module);
        assert!(early.is_subset(&page), "{path} needs a module that the page does not load: {early:?}");
        found.insert(path);
        let unknown = late.into_iter().filter(|path| !found.contains(path) && !waiting.contains(path));
        waiting.extend(unknown.collect::<Vec<_>>());
    }
    assert!(found.len() > 10, "{found:?}");
    assert!(bytes <= MOST_BYTES, "{bytes} bytes of programs");
}

#[tokio::test]
async fn browsers_keep_the_files_and_ask_whether_they_are_the_same() {
    let service = Service::start().await;
    for path in ["/host", "/host/main.js", "/host/style.css"] {
        let plain = get(&service, path, &[]).await;
        assert_eq!((plain.status, plain.header("content-encoding")), (200, None));
        let mut tags = BTreeSet::from([plain.header("etag").unwrap().to_owned()]);
        for coding in ["br", "zstd", "gzip"] {
            let coded = get(&service, path, &[("accept-encoding", coding)]).await;
            assert_eq!((coded.status, coded.header("content-encoding")), (200, Some(coding)), "{path}");
            assert_eq!(coded.decoded(), plain.body, "{path} in {coding}");
            assert!(coded.body.len() < plain.body.len(), "{path} in {coding}");
            tags.insert(coded.header("etag").unwrap().to_owned());
        }
        assert_eq!(tags.len(), 4, "each form has a strong tag of its own");
        for tag in &tags {
            let same = get(&service, path, &[("if-none-match", tag), ("accept-encoding", "br")]).await;
            assert_eq!((same.status, same.body.len()), (304, 0), "{path}");
            assert!(tags.contains(same.header("etag").unwrap()) && same.header("etag").unwrap().ends_with("-br\""));
            assert_eq!(same.header("cache-control"), Some("no-cache"));
        }
        assert_eq!(get(&service, path, &[("if-none-match", "\"another\"")]).await.status, 200);
        assert_eq!(plain.header("cache-control"), Some("no-cache"), "{path}");
        let head = ask(&service, Method::HEAD, path, &[]).await;
        assert_eq!((head.status, head.header("etag"), head.body.len()), (200, plain.header("etag"), 0));
    }
}

#[tokio::test]
async fn the_page_may_load_and_ask_nothing_but_its_own_origin() {
    let service = Service::start().await;
    for path in ["/host", "/host/", "/host/main.js"] {
        let policy = get(&service, path, &[]).await;
        let policy = policy.header("content-security-policy").unwrap();
        let directives: Vec<_> = policy.split("; ").collect();
        assert_eq!(
            directives,
            [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "img-src 'self' data:",
                "connect-src 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
            ],
            "{path}"
        );
    }
    let page = String::from_utf8(get(&service, "/host", &[]).await.body).unwrap();
    for foreign in ["http:", "https:", "style=", "<style", " on"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("<script").count(), page.matches("<script type=\"module\" src=\"/host/").count());
    let foreign = get(&service, "/host", &[("origin", "https://elsewhere.example")]).await;
    assert_eq!(foreign.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn what_is_not_there_is_refused_as_everywhere() {
    let service = Service::start().await;
    for path in [
        "/host/nowhere",
        "/host/nowhere.js",
        "/host/stages",
        "/host/stages/nowhere.js",
        "/host/index.html",
        "/host/main.js/x",
        "/host/..%2Fsrc",
    ] {
        let missing = get(&service, path, &[]).await;
        assert_eq!((missing.status, &missing.json()["detail"]), (404, &"Not Found".into()), "{path}");
        assert_eq!(missing.header("cache-control"), Some("no-store"));
    }
    let post = ask(&service, Method::POST, "/host", &[]).await;
    assert_eq!((post.status, post.header("allow")), (405, Some("GET,HEAD")));
}
