//! Links to addresses that hosts entered: only the web's own schemes, so that no link runs a script.

/// The address, if a link may lead to it.
pub(crate) fn web(address: &str) -> Option<&str> {
    let address = address.trim();
    let starts_with = |scheme: &str| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && address.len() > scheme.len()
    };
    (starts_with("https://") || starts_with("http://")).then_some(address)
}

/// The address as a link shows it: without its scheme, and not too long.
pub(crate) fn shown(address: &str) -> String {
    const LONGEST: usize = 40;
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
    if rest.chars().count() <= LONGEST {
        rest.to_owned()
    } else {
        rest.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_webs_schemes_are_linked() {
        assert_eq!(web(" https://twitch.tv/anna "), Some("https://twitch.tv/anna"));
        assert_eq!(web("HTTP://example.org"), Some("HTTP://example.org"));
        for other in
            ["javascript:alert(1)", "https://", "https:/x", "data:text/html,x", "//x", "twitch.tv/anna", "", "ü"]
        {
            assert_eq!(web(other), None, "{other}");
        }
    }
}
