//! `aoe2-standings hosts`: who may sign in, their links, and the key that signs their cookies.

use tests::Database;

use super::program::Program;

fn command(database: &Database, arguments: &[&str]) -> Program {
    let program = Program::new("aoe2-standings").arg("hosts");
    let program = arguments.iter().fold(program, |program, argument| program.arg(argument));
    program.set("DATABASE_URL", &database.url)
}

/// What the command says when it succeeds.
async fn said(database: &Database, arguments: &[&str]) -> String {
    let (code, said) = command(database, arguments).finish().await;
    assert_eq!(code, 0, "{arguments:?}: {said}");
    said
}

/// What it says when it does not.
async fn refused(program: Program) -> String {
    let (code, said) = program.finish().await;
    assert_ne!(code, 0, "{said}");
    said
}

/// The link that a command printed last.
fn link(said: &str) -> &str {
    said.lines().rfind(|line| line.contains("/auth/sign-in/")).unwrap_or_else(|| panic!("no link: {said}"))
}

#[tokio::test]
async fn hosts_come_and_go_by_their_names() {
    let database = Database::fresh().await;
    let added = said(&database, &["add", "Anna"]).await;
    let user: String = database.value("select user_id::text from hosts").await;
    assert!(added.contains(&user), "{added}");
    let token = link(&added).strip_prefix("http://localhost:8000/auth/sign-in/").expect("where it serves by default");
    assert_eq!(token.len(), 43, "{added}");
    let stored = "select encode(digest, 'hex') || ' ' || (expires_at between now() + interval '14 minutes'
        and now() + interval '15 minutes') from sign_in_links";
    let digest = |token: &str| format!("select encode(sha256('{token}'), 'hex') || ' true'");
    let due: String = sqlx::query_scalar(sqlx::AssertSqlSafe(digest(token))).fetch_one(&database.pool).await.unwrap();
    assert_eq!(database.value::<String>(stored).await, due, "the digest alone, for a quarter of an hour");

    let again = said(&database, &["link", " anna "]).await;
    assert_ne!(link(&again), link(&added));
    assert_eq!(database.value::<i64>("select count(*) from sign_in_links").await, 1, "the former one is gone");
    for taken in ["Anna", "ANNA", " anna"] {
        assert!(refused(command(&database, &["add", taken])).await.contains("there is a host"), "{taken}");
    }
    said(&database, &["add", "Bert"]).await;
    let listed = said(&database, &["list"]).await;
    assert!(listed.contains(&format!("{user} since ")) && listed.contains("sessions: 0: Anna"), "{listed}");
    assert_eq!(listed.matches(" since ").count(), 2, "{listed}");

    assert!(said(&database, &["remove", "Anna"]).await.contains(&user));
    for gone in ["remove", "link"] {
        assert!(refused(command(&database, &[gone, "Anna"])).await.contains("there is no host"), "{gone}");
    }
    assert!(!said(&database, &["list"]).await.contains("Anna"));
    said(&database, &["add", "Anna"]).await;
    assert_eq!(database.value::<i64>("select count(distinct user_id) from hosts").await, 3, "somebody else");
}

#[tokio::test]
async fn a_name_must_be_one() {
    let database = Database::fresh().await;
    for (name, why) in [("", "empty"), ("a\u{7}", "U+0007"), (&"x".repeat(65), "64 characters")] {
        assert!(refused(command(&database, &["add", name])).await.contains(why), "{name:?}");
    }
    assert_eq!(database.value::<i64>("select count(*) from hosts").await, 0);
}

#[tokio::test]
async fn links_begin_with_the_public_address_and_lead_somewhere() {
    let database = Database::fresh().await;
    let production = |arguments: &[&str]| {
        let program = command(&database, arguments).set("ENVIRONMENT", "production");
        program.set("CORS_ORIGINS", "https://example.org")
    };
    assert!(refused(production(&["add", "Anna"])).await.contains("BUILTIN_SIGN_IN"));
    let on = || production(&["add", "Anna"]).set("BUILTIN_SIGN_IN", "true");
    assert!(refused(on()).await.contains("PUBLIC_BASE_URL"));
    assert_eq!(database.value::<i64>("select count(*) from hosts").await, 0);
    let (code, said) = on().set("PUBLIC_BASE_URL", "https://cup.example.org/").finish().await;
    assert_eq!(code, 0, "{said}");
    assert!(link(&said).starts_with("https://cup.example.org/auth/sign-in/"), "{said}");
}

#[tokio::test]
async fn keys_are_rotated_and_the_former_one_stays_or_goes() {
    let database = Database::fresh().await;
    let keys = "select count(*) || ' ' || count(*) filter (where retired_at is null) from signing_keys";
    for (arguments, due) in
        [(&["rotate-keys"][..], "1 1"), (&["rotate-keys"], "2 1"), (&["rotate-keys", "--now"], "1 1")]
    {
        let said = said(&database, arguments).await;
        assert!(said.contains("signs now"), "{said}");
        assert_eq!(database.value::<String>(keys).await, due, "{arguments:?}");
    }
}
