//! Pages of stages and series: every number is one of the JSON, drafts never show, and a tournament without any has the
//! pages that it always had.

mod drafts;
mod hostile;
mod numbers;
mod outlook;

use serde_json::Value;
use tests::stages_fixture::{CUP, StagesFixture};

use super::{dom::Element, fresh, text};

async fn page(fixture: &StagesFixture, path: &str) -> Element {
    Element::parse(&text(&fresh(&fixture.service, &format!("/t/cup{path}")).await))
}

async fn items(fixture: &StagesFixture, path: &str) -> Vec<Value> {
    fixture.service.get(&format!("{CUP}{path}")).await["items"].as_array().unwrap().clone()
}

fn name(side: &Value) -> String {
    side["name"].as_str().unwrap().to_owned()
}
