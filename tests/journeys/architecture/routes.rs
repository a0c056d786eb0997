//! Every route of the product, read off the functions called `routes` and, under `/children/{child}`,
//! `of_a_child`: `web::resource("/path").get(handler).post(handler)`. The refusal matrix and the rule for POST
//! handlers stand on this one list.

use std::collections::BTreeSet;

use super::{Source, nothing, product};

/// The functions that register routes, and where what they register stands (`src/app.rs`).
const REGISTERING: [(&str, &str); 2] = [("routes", ""), ("of_a_child", "/children/{child}")];

/// Where the rooms are put together.
const THE_APP: &str = "src/app.rs";

/// One route: its method, its path as it is registered, and the handler with the file that names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub path: String,
    pub method: String,
    handler: String,
    registered_in: String,
}

/// Every route that is registered, in order of path.
pub fn all() -> Vec<Route> {
    let mut routes: Vec<Route> = product().iter().flat_map(of).collect();
    routes.sort();
    routes
}

fn of(source: &Source) -> Vec<Route> {
    let code: String = source.product_code().split_whitespace().collect();
    let mut routes = Vec::new();
    for (name, under) in REGISTERING {
        for function in code.split(&format!("fn{name}(")).skip(1) {
            let function = function.split(";}").next().unwrap_or_default();
            for resource in function.split("web::resource(").skip(1) {
                let path = literal(resource).unwrap_or_else(|| panic!("{} registers a path that is no literal", source.path));
                let before = routes.len();
                for method in ["get", "post"] {
                    for call in resource.split(&format!(".{method}(")).skip(1) {
                        let handler = call.split(')').next().unwrap_or_default();
                        routes.push(Route::new(source, &format!("{under}{path}"), method, handler));
                    }
                }
                assert!(routes.len() > before, "{} registers {path} in a form this test cannot read", source.path);
            }
        }
    }
    routes
}

/// The text of a string literal the code begins with.
fn literal(code: &str) -> Option<&str> {
    code.strip_prefix('"')?.split('"').next()
}

impl Route {
    fn new(source: &Source, path: &str, method: &str, handler: &str) -> Self {
        Self {
            path: path.to_owned(),
            method: method.to_uppercase(),
            handler: handler.to_owned(),
            registered_in: source.path.clone(),
        }
    }
}

/// The parameters of a handler, as written.
fn parameters(sources: &[Source], route: &Route) -> Option<String> {
    let (folder, _) = route.registered_in.rsplit_once('/')?;
    let mut modules: Vec<&str> = route.handler.split("::").collect();
    let signature = format!("fn {}(", modules.pop()?);
    sources.iter().find_map(|source| {
        let below = source.path.strip_prefix(folder)?.trim_end_matches(".rs");
        let mut parts = below.split('/');
        let is_there = modules.iter().all(|module| parts.any(|part| part == *module)) && parts.all(|part| part == "mod");
        let in_place = if modules.is_empty() { source.path == route.registered_in } else { is_there };
        let (_, rest) = source.code.split_once(&signature).filter(|_| in_place)?;
        Some(rest.split_once(") ->").or_else(|| rest.split_once(") {"))?.0.to_owned())
    })
}

#[test]
fn routes_are_registered_in_one_form_only() {
    let mut broken = nothing();
    for source in product() {
        for other in [".route(", "web::scope(", "#[get(", "#[post(", "#[route("] {
            if source.code.contains(other) && (source.path != THE_APP || other != "web::scope(") {
                broken.push(format!("{} registers with {other}", source.path));
            }
        }
        let code = source.product_code();
        for other in ["put", "patch", "delete", "head", "trace", "to"] {
            let mut resources = code.split("web::resource(").skip(1);
            if resources.any(|resource| resource.split(';').next().unwrap_or_default().contains(&format!(".{other}("))) {
                broken.push(format!("{} registers with .{other}(", source.path));
            }
        }
        let paths: BTreeSet<_> = of(&source).into_iter().map(|route| route.path).collect();
        if paths.len() != code.matches("web::resource(").count() {
            broken.push(format!("{} registers a path twice, or where it is not read", source.path));
        }
        let read = REGISTERING.map(|(name, _)| code.matches(&format!("fn {name}(service")).count());
        if code.matches("ServiceConfig) {").count() != read.iter().sum::<usize>() {
            broken.push(format!("{} registers in a function that is not called routes or of_a_child", source.path));
        }
    }
    assert_eq!(broken, nothing(), "the matrix cannot read these");
    assert!(all().len() > 1, "no routes were found");
}

#[test]
fn every_room_with_routes_is_served() {
    let sources = product();
    let registers = |source: &Source, name: &str| source.path != THE_APP && source.code.contains(&format!("fn {name}("));
    let mut forgotten = nothing();
    for (name, _) in REGISTERING {
        let served = |room: &str| sources.iter().any(|source| source.code.contains(&format!("{room}::{name}")));
        for source in sources.iter().filter(|source| registers(source, name)) {
            let path = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
            if !served(path.rsplit('/').next().unwrap_or_default()) {
                forgotten.push(format!("{name} of {path}"));
            }
        }
    }
    assert_eq!(forgotten, nothing(), "src/app.rs does not serve these");
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
            // A browser sends no key by itself, and no cookie counts there: nothing to forge.
            Some(parameters) if route.path.starts_with("/api/") && parameters.contains("KeyHolder") => {}
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
    const OPEN: &[&str] =
        &["/assets", "/sign-in", "/sign-out", "/second-factor", "/link", "/help", "/accessibility", "/api/v1/openapi.json"];
    const ACTORS: &[&str] =
        &["Officer", "Manager", "Administrator", "Auditor", "FiguresReader", "SchoolUser", "KeyHolder", "SignedIn"];
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
