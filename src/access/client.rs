//! Where a request comes from: for the throttle, and for the list of one's own sessions.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;

use crate::config::Config;

/// A browser at an address.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its address, as far as we believe what we are told.
    pub address: IpAddr,
    /// What people would call it: "Firefox on Windows".
    pub name: String,
}

impl Client {
    /// Whoever sent this request.
    pub fn of(request: &HttpRequest, config: &Config) -> Self {
        let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |socket| socket.ip());
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self {
            address: address(peer, header("x-forwarded-for"), &config.trusted_proxies),
            name: browser(header(USER_AGENT.as_str())),
        }
    }
}

/// The last address in the chain that no trusted proxy vouches for; the header counts for nothing
/// unless the peer itself is trusted.
pub fn address(peer: IpAddr, forwarded_for: &str, trusted: &[IpAddr]) -> IpAddr {
    let mut nearest = peer.to_canonical();
    for hop in forwarded_for.rsplit(',') {
        if !trusted.contains(&nearest) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => nearest = address.to_canonical(),
            Err(_) => break,
        }
    }
    nearest
}

/// A few words for the list of one's own sessions; what a browser says of itself is only a hint.
fn browser(user_agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    let program =
        find(&[("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = find(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "An unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, header: &str, trusted: &[&str]) -> String {
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        address(peer.parse().unwrap(), header, &trusted).to_string()
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_alone() {
        assert_eq!(from("10.0.0.9", "203.0.113.7", &[]), "10.0.0.9");
        assert_eq!(from("10.0.0.9", "203.0.113.7", &["10.0.0.9"]), "203.0.113.7");
        assert_eq!(from("::ffff:10.0.0.9", "203.0.113.7", &["10.0.0.9"]), "203.0.113.7");
    }

    #[test]
    fn what_the_browser_itself_put_in_front_is_not_believed() {
        assert_eq!(from("10.0.0.9", "198.51.100.1, 203.0.113.7", &["10.0.0.9"]), "203.0.113.7");
        assert_eq!(from("10.0.0.9", "203.0.113.7, 10.0.0.8", &["10.0.0.9", "10.0.0.8"]), "203.0.113.7");
        assert_eq!(from("10.0.0.9", "203.0.113.7, rubbish", &["10.0.0.9"]), "10.0.0.9");
        assert_eq!(from("10.0.0.9", "", &["10.0.0.9"]), "10.0.0.9");
    }

    #[test]
    fn a_browser_gets_a_name_people_know() {
        assert_eq!(browser("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0"), "Edge on Windows");
        assert_eq!(browser("curl/8"), "An unknown browser");
    }
}
