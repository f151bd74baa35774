//! Mistakes of a file: each is reported with its line and column, and all of them at once.

use domain::limits;

use super::{LEAST, mistakes};

#[test]
fn ten_mistakes_are_ten_lines() {
    let text = r#"slug = "Winter Cup"
name = 7
leaderbord_id = 3
start_date = 2026-12-31
end_date = 2026-12-01
owners = ["nobody"]

[[entries]]
name = "Ada"
account = "https://www.aoe2insights.com/user/steam/76561198449406083/"

[[entries]]
name = " ADA"
account = 5

[[entries]]
name = "Bo"
account = "https://www.aoe2companion.com/players/5"

[[teams]]
name = "Reds"
initials = "REDREDRED"
captain = "Cy"
members = ["Bo"]
"#;
    let due = [
        "1:1: the key `leaderboard_id` is missing",
        "1:8: a slug has lower-case letters, digits and hyphens, and neither begins nor ends with a hyphen",
        "2:8: this should be a text in quotes, and is a whole number",
        "3:1: there is no key `leaderbord_id` here; there are `slug`, `name`, `leaderboard_id`, `rank_by`, `start_date`, \
         `end_date`, `prize_pool_cents`, `host_stream_urls`, `presentation`, `owners`, `entries`, `teams`, `stages`",
        "5:12: the end is before the start",
        "6:11: \"nobody\" is no user's id at the sign-on service (a UUID)",
        "10:11: a link by the Steam id does not say the account's number: open it, and take the number or the address of \
         the player's own page (https://www.aoe2insights.com/user/relic/NUMBER/)",
        "13:8: an entry is named \"Ada\" already, and nobody could tell the two apart",
        "18:11: the entry \"ADA\" has this account, too",
        "22:12: this has 9 characters; 8 are allowed",
        "23:11: the captain \"Cy\" is no member of the team",
    ];
    assert_eq!(mistakes(text), due.map(|line| format!("{line}\n")).concat());
}

#[test]
fn mistakes_of_the_syntax_are_all_told_with_those_beside_them() {
    let told = mistakes("slug = \"cup\"\nname = 'a' 'b'\nleaderboard_id = \"x\"\nrank_by = \nsuprise = 1\n");
    let lines: Vec<_> = told.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(lines, ["2", "3", "4", "5"], "{told}");
}

#[test]
fn every_type_that_is_wrong_is_named() {
    let told = mistakes(&format!(
        "{LEAST}rank_by = \"wins\"\nstart_date = 5\nend_date = 12:00:00\nprize_pool_cents = 1.5\nhost_stream_urls = \"x\"\n\
         presentation = [1]\nowners = [1, 2]\nentries = [1, {{ name = \"Ada\", account = true }}]\nteams = {{}}\n"
    ));
    let due = [
        "4:11: \"wins\" is neither \"peak_rating\" nor \"current_rating\"",
        "5:14: this should be a date, or a date with a time, and is a whole number",
        "6:12: \"12:00:00\" is no date and no date with a time, such as 2026-12-31T18:00:00Z",
        "7:20: this should be a whole number, and is a number with a fraction",
        "8:20: this should be a list, and is a text",
        "9:16: this should be a table, and is a list",
        "10:11: this should be a text in quotes, and is a whole number",
        "10:14: this should be a text in quotes, and is a whole number",
        "11:12: this should be a table, and is a whole number",
        "11:41: this should be an account's number or a link to its page, and is true or false",
        "12:9: this should be a list, and is a table",
    ];
    assert_eq!(told, due.map(|line| format!("{line}\n")).concat());
}

#[test]
fn limits_are_those_of_requests() {
    let entries = |count: usize| (0..count).map(|n| format!("[[entries]]\nname = \"n{n}\"\n")).collect::<String>();
    assert_eq!(mistakes(&format!("{LEAST}{}", entries(limits::ENTRIES))), "");
    let told = mistakes(&format!("{LEAST}{}", entries(limits::ENTRIES + 1)));
    assert_eq!(told, "204:1: a roster has at most 100 entries, not 101\n");
    let long = |count: usize| "x".repeat(count);
    for (text, line) in [
        (
            format!("slug = \"{}\"\nname = \"C\"\nleaderboard_id = 3\n", long(65)),
            "1:8: this has 65 characters; 64 are allowed\n",
        ),
        (
            format!("{LEAST}host_stream_urls = [\"{}\"]\n", long(257)),
            "4:21: this has 257 characters; 256 are allowed\n",
        ),
        (
            format!("{LEAST}host_stream_urls = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\"]\n"),
            "4:46: there are at most 5 links\n",
        ),
        (
            format!("{LEAST}presentation = {{ x = \"{}\" }}\n", long(16_377)),
            "4:16: this takes 16385 bytes as JSON; 16384 are allowed\n",
        ),
        (format!("{LEAST}[[entries]]\nname = \"{}\"\n", long(65)), "5:8: this has 65 characters; 64 are allowed\n"),
        (format!("{LEAST}[[entries]]\nname = \"\"\n"), "5:8: this is empty\n"),
        (format!("{LEAST}[[entries]]\nname = \"a\\u0000\"\n"), "5:8: the character NUL cannot be kept\n"),
        (
            format!("{LEAST}[[teams]]\nname = \"{}\"\ninitials = \"T\"\n", long(201)),
            "5:8: this has 201 characters; 200 are allowed\n",
        ),
        (
            "slug = \"current\"\nname = \"C\"\nleaderboard_id = 0\n".to_owned(),
            "1:8: this slug is reserved\n3:18: a ladder's number is at least 1\n",
        ),
        (format!("{LEAST}prize_pool_cents = -1\n"), "4:20: prize money is at least 0\n"),
    ] {
        assert_eq!(mistakes(&text), line, "{text}");
    }
}

#[test]
fn who_is_on_a_team_is_on_the_roster_and_on_no_other() {
    let told = mistakes(&format!(
        "{LEAST}[[entries]]\nname = \"Ada\"\n[[teams]]\nname = \"Reds\"\ninitials = \"R\"\nmembers = [\"ada\", \"Bo\"]\n\
         [[teams]]\nname = \"reds\"\ninitials = \"B\"\nmembers = [\"Ada\"]\n"
    ));
    let due = [
        "9:19: there is no entry \"Bo\" on the roster",
        "11:8: a team is named \"Reds\" already, and nobody could tell the two apart",
        "13:12: \"Ada\" is on the team \"Reds\" already",
    ];
    assert_eq!(told, due.map(|line| format!("{line}\n")).concat());
}

#[test]
fn columns_are_counted_in_characters() {
    assert_eq!(
        mistakes("slug = \"cup\"\r\nname = \"穂高\"\r\nleaderboard_id = 3\r\nx = { \"穂高\" = 1 }\r\n").lines().count(),
        1
    );
    assert!(mistakes(&format!("{LEAST}owners = [ \"穂高\", 7 ]\n")).contains("4:18: "));
}
