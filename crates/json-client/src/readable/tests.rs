//! Answers that are nearly JSON.

use serde_json::{Value, json};

use super::*;

const LISTS: [List; 2] =
    [List { keeps_ids: true, ..List::new("matches", "matchtype_id") }, List::new("avatars", "alias")];

fn lobby(id: i64, title: &str) -> String {
    format!(r#"{{"id":{id},"description":"{title}","matchtype_id":0,"matchmembers":[{{"profile_id":1}}]}}"#)
}

fn page(lobbies: &[String]) -> String {
    let avatars = r#"[{"profile_id":1,"alias":"ada"},{"profile_id":2,"alias":"bob"}]"#;
    format!(r#"{{"result":{{"code":0}},"matches":[{}],"avatars":{avatars}}}"#, lobbies.join(","))
}

fn read(text: &str) -> (Value, Readable) {
    let read = readable(text.to_owned(), &LISTS).unwrap();
    (serde_json::from_str(&read.text).unwrap(), read)
}

/// The ids of the rows, null for a row without one.
fn ids(answer: &Value) -> Vec<Value> {
    answer["matches"].as_array().unwrap().iter().map(|lobby| lobby["id"].clone()).collect()
}

#[test]
fn a_sound_answer_is_unchanged() {
    let text = page(&[lobby(5, "come in"), lobby(4, "\\ud800")]);
    let read = readable(text.clone(), &LISTS).unwrap();
    assert_eq!(read, Readable { text, is_salvaged: false, is_cut: false });
}

#[test]
fn a_byte_order_mark_and_padding_are_removed() {
    let text = page(&[lobby(5, "come in")]);
    for padding in ["\u{feff}", " \r\n", "\0", "\u{feff}\n"] {
        assert_eq!(readable(format!("{padding}{text}"), &LISTS).unwrap().text, text);
    }
}

#[test]
fn an_unescaped_title_does_not_affect_other_rows() {
    for (title, shown) in
        [("a\tb\u{1}", "a\tb\u{1}"), (r"C:\games", r"C:\games"), (r"\u12", r"\u12"), (r"\x \ud800", "\\x \u{fffd}")]
    {
        let (answer, read) = read(&page(&[lobby(6, "fine"), lobby(5, title), lobby(4, "fine")]));
        assert_eq!(
            (ids(&answer), &answer["matches"][1]["description"]),
            (vec![json!(6), json!(5), json!(4)], &json!(shown))
        );
        assert!(!read.is_salvaged && !read.is_cut);
    }
}

#[test]
fn a_quote_in_a_title_loses_its_row_but_not_its_id() {
    for title in [r#"my "cool" lobby"#, r#"""#, r#"","#, r#"": {"#, r#"{"a":"#, "\\"] {
        let (answer, read) = read(&page(&[lobby(6, "fine"), lobby(5, title), lobby(4, "fine")]));
        assert_eq!(ids(&answer), [6, 4, 5], "{title}");
        assert_eq!(answer["matches"][2], json!({"id": 5}));
        assert_eq!(answer["avatars"].as_array().unwrap().len(), 2);
        assert!(read.is_salvaged && !read.is_cut, "{title}");
    }
}

#[test]
fn a_lost_row_without_an_id_leaves_an_empty_row() {
    let text = page(&[lobby(6, "fine"), lobby(5, "fine"), lobby(4, "fine")]);
    let (answer, _) = read(&text.replace("\"id\":5,", "\"id\":5\",").replace("{\"id\":5", "\"id\"5"));
    assert_eq!(ids(&answer), [json!(6), json!(4), Value::Null]);
}

#[test]
fn an_invalid_literal_loses_its_row() {
    let text = page(&[lobby(6, "fine"), lobby(5, "fine")]);
    for literal in ["NaN", "01", "+1", "1.", "tru", "0x10", "-", "--1"] {
        let (answer, read) = read(&text.replacen("\"matchtype_id\":0", &format!("\"matchtype_id\":{literal}"), 1));
        assert_eq!(ids(&answer), [5, 6], "{literal}");
        assert!(read.is_salvaged);
    }
}

#[test]
fn a_truncated_answer_is_marked_wherever_it_ends() {
    let text = page(&[lobby(6, "fine"), lobby(5, "a [very] {odd} title"), lobby(4, "fine")]);
    let first = text.find(r#",{"id":5"#).unwrap();
    for end in first..text.len() - 1 {
        let (answer, read) = read(&text[..end]);
        assert!(read.is_cut, "{}", &text[..end]);
        assert_eq!(ids(&answer)[0], 6);
    }
    let none = readable(text[..first - 5].to_owned(), &LISTS).unwrap_err();
    assert_eq!(none.cause(), "not_json", "no row is whole");
}

#[test]
fn a_renamed_or_split_list_is_reassembled() {
    let text = page(&[lobby(6, "fine"), lobby(5, "fine")]);
    let (renamed, _) = read(&text.replace("\"matches\":", "\"matchez\":"));
    assert_eq!(ids(&renamed), [6, 5]);
    let (twice, _) = read(&text.replace(",{\"id\":5", "],\"matches\":[{\"id\":5"));
    assert_eq!(ids(&twice), [6, 5]);
    let lacking = r#"{"result":{"code":0},"avatars":[{"profile_id":1,"alias":"ada"}]}"#;
    assert!(read(lacking).0.get("matches").is_none(), "what is not there is not empty");
}

#[test]
fn a_refusal_keeps_its_result() {
    let refusal = r#"{"result":{"code":3,"message":"UNREGISTERED_PROFILE_NAME"}}"#;
    assert_eq!(read(refusal).1.text, refusal);
    let broken = page(&[lobby(6, "\"")]).replace("\"code\":0", "\"code\":3");
    assert_eq!(read(&broken).0["result"]["code"], 3);
}

#[test]
fn garbage_is_an_error() {
    for text in ["", " ", "<html>{}</html>", r#"{"result":{"code":0}"#, r#"{"a":1} trailing"#, "{\"matches\":[", "nul"]
    {
        assert_eq!(readable(text.to_owned(), &LISTS).unwrap_err().cause(), "not_json", "{text}");
    }
    for text in ["[]", "null", "7", r#""text""#, r#"[{"code":3}]"#] {
        assert_eq!(readable(text.to_owned(), &LISTS).unwrap_err().cause(), "wrong_shape", "{text}");
    }
}
