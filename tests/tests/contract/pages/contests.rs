//! Pages of stages and series: every number is one of the JSON, drafts never show, and a tournament without any has the
//! pages that it always had.

mod drafts;
mod hostile;
mod numbers;
mod outlook;

use serde_json::Value;
use tests::contests::{CUP, Contests};

use super::{dom::Element, fresh, text};

async fn page(contests: &Contests, path: &str) -> Element {
    Element::parse(&text(&fresh(&contests.service, &format!("/t/cup{path}")).await))
}

async fn items(contests: &Contests, path: &str) -> Vec<Value> {
    contests.service.get(&format!("{CUP}{path}")).await["items"].as_array().unwrap().clone()
}

fn name(side: &Value) -> String {
    side["name"].as_str().unwrap().to_owned()
}
