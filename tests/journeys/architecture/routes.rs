//! Every route of the product, read off the sources: `.route("/path", web::get().to(handler))`.
//! The refusal matrix and the rule for POST handlers stand on this one list.

use super::{Source, nothing, product};

/// One route: its method, its path as it is registered, and the handler with its room.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub path: String,
    pub method: String,
    pub handler: String,
    pub room: String,
}

/// Every route that is registered, in order of path.
pub fn all() -> Vec<Route> {
    let mut routes: Vec<Route> = product().iter().flat_map(of).collect();
    routes.sort();
    routes
}

fn of(source: &Source) -> Vec<Route> {
    let code: String = source.product_code().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut routes = Vec::new();
    for piece in code.split(".route(").skip(1) {
        let read = || {
            let (path, rest) = piece.trim_start().strip_prefix('"')?.split_once('"')?;
            let (method, rest) = rest.trim_start_matches([',', ' ']).strip_prefix("web::")?.split_once("()")?;
            let (handler, _) = rest.trim_start().strip_prefix(".to(")?.split_once(')')?;
            let (path, method, handler) = (path.to_owned(), method.to_uppercase(), handler.trim().to_owned());
            Some(Route { path, method, handler, room: source.room().to_owned() })
        };
        routes
            .push(read().unwrap_or_else(|| panic!("{} registers a route in a form this test cannot read: {piece}", source.path)));
    }
    routes
}

/// The parameters of a handler, as written.
fn parameters(sources: &[Source], route: &Route) -> Option<String> {
    let name = route.handler.rsplit("::").next()?;
    let module = route.handler.rsplit("::").nth(1);
    sources.iter().filter(|source| source.room() == route.room).find_map(|source| {
        let is_there = module.is_none_or(|module| source.path.split(['/', '.']).any(|part| part == module));
        let (_, rest) = source.code.split_once(&format!("fn {name}("))?;
        let (parameters, _) = rest.split_once(") ->").or_else(|| rest.split_once(") {"))?;
        is_there.then(|| parameters.to_owned())
    })
}

#[test]
fn routes_are_registered_in_one_form_only() {
    let mut broken = nothing();
    for source in product() {
        for other in ["web::resource(", "web::scope(", "#[get(", "#[post(", ".service(web::"] {
            if source.code.contains(other) {
                broken.push(format!("{} registers with {other}", source.path));
            }
        }
    }
    assert_eq!(broken, nothing(), "the matrix reads .route(\"…\", web::get().to(…)) and nothing else");
    assert!(all().len() > 1, "no routes were found");
}

#[test]
fn no_route_is_registered_twice() {
    let all = all();
    let doubled: Vec<_> = all.windows(2).filter(|two| two[0].path == two[1].path && two[0].method == two[1].method).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
}

#[test]
fn whatever_is_posted_is_checked_for_our_token() {
    let sources = product();
    let mut broken = nothing();
    for route in all().into_iter().filter(|route| route.method != "GET") {
        match parameters(&sources, &route) {
            Some(parameters) if ["Form<", "Posted", "Upload"].iter().any(|reader| parameters.contains(reader)) => {}
            Some(parameters) => broken.push(format!("{} {} ({parameters})", route.method, route.path)),
            None => broken.push(format!("{} {}: the handler {} was not found", route.method, route.path, route.handler)),
        }
    }
    assert_eq!(broken, nothing(), "these do not read the form through Form, Posted or Upload");
}

#[test]
fn every_handler_but_the_open_ones_says_who_may_call_it() {
    /// Before anybody is signed in, and for everybody.
    const OPEN: &[&str] = &["/assets", "/sign-in", "/links", "/help", "/accessibility", "/first", "/health"];
    const ACTORS: &[&str] = &["Officer", "Manager", "Administrator", "Auditor", "FiguresReader", "SignedIn"];
    let sources = product();
    let mut broken = nothing();
    for route in all().into_iter().filter(|route| !OPEN.iter().any(|open| route.path.starts_with(open))) {
        let parameters = parameters(&sources, &route).unwrap_or_default();
        let first = parameters.split(',').next().unwrap_or_default();
        if !ACTORS.iter().any(|actor| first.contains(actor)) {
            broken.push(format!("{} {} ({})", route.method, route.path, parameters.trim()));
        }
    }
    assert_eq!(broken, nothing(), "these have no actor as their first parameter");
}
