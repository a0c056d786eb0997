//! The application: its routes, in the order a user meets them, and what stands around every answer.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::{App, HttpServer, web};

use crate::access::House;
use crate::access::key::with_key;
use crate::access::receipts::with_receipts;
use crate::access::session::with_session;
use crate::digest::notice::with_notices;
use crate::error::{Error, Result};
use crate::merges::leading_on::with_kept_records;
use crate::web::errors::{nowhere, with_pages};
use crate::web::form;
use crate::web::origin::from_own_pages;

/// The rooms, in the order a user meets them. [`of_a_child`] comes after `children`, whose `/children/new` it
/// would take for a child, and before the many that are asked less often.
const ROOMS: &[fn(&mut web::ServiceConfig)] = &[
    crate::access::sign_in::routes,
    crate::access::second_factor::routes,
    crate::access::links::routes,
    crate::today::routes,
    crate::access::own_account::routes,
    crate::not_seen::routes,
    crate::children::routes,
    of_a_child,
    crate::caseload::routes,
    crate::visits::routes,
    crate::tasks::routes,
    crate::duplicates::routes,
    crate::notifications::routes,
    crate::admissions::routes,
    crate::school_api::routes,
    crate::imports::routes,
    crate::accounts::routes,
    crate::organisations::routes,
    crate::school_accounts::routes,
    crate::school_files::routes,
    crate::school_keys::routes,
    crate::mail::routes,
    crate::settings::routes,
    crate::school_days::routes,
    crate::standards::routes,
    crate::reports::routes,
    crate::audit_trail::routes,
    crate::help::routes,
    crate::web::assets::routes,
];

/// What stands under `/children/{child}`, the most asked first.
const OF_A_CHILD: &[fn(&mut web::ServiceConfig)] = &[
    crate::record::of_a_child,
    crate::contacts::of_a_child,
    crate::visits::of_a_child,
    crate::tasks::of_a_child,
    crate::registrations::of_a_child,
    crate::children::of_a_child,
    crate::merges::of_a_child,
];

/// Every route of the product.
pub fn routes(service: &mut web::ServiceConfig) {
    for room in ROOMS {
        service.configure(room);
    }
}

/// The routes of a child in a scope of their own: patterns are tried one after the other, so that one for all of
/// them spares every request the sixty that follow from it.
fn of_a_child(service: &mut web::ServiceConfig) {
    service.service(OF_A_CHILD.iter().fold(web::scope("/children/{child}"), |scope, room| scope.configure(room)));
}

/// Starts serving on a socket that is already bound, so that tests and `main` start the same thing.
///
/// # Errors
/// `Internal` when the socket cannot be listened on.
pub fn serve(house: House, listener: TcpListener) -> Result<Server> {
    let secure = house.config().is_secure();
    let house = web::Data::new(house);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(house.clone())
            .app_data(form::payload_limit())
            .app_data(web::PathConfig::default().error_handler(|_, _| Error::NotFound.into()))
            .app_data(web::QueryConfig::default().error_handler(|_, _| Error::NotFound.into()))
            .wrap(from_fn(from_own_pages))
            .wrap(from_fn(with_notices))
            .wrap(from_fn(with_kept_records))
            .wrap(from_fn(with_receipts))
            .wrap(from_fn(with_key))
            .wrap(from_fn(with_session))
            .wrap(from_fn(with_pages))
            .wrap(security_headers(secure))
            .wrap(Compress::default())
            .configure(routes)
            .default_service(web::to(nowhere))
    })
    .workers(2)
    .tcp_nodelay(true)
    .shutdown_timeout(10)
    .listen(listener)?;
    Ok(server.run())
}

/// On every answer, errors included (ASVS 5.0, V3.4; domain/security-and-storage.md).
fn security_headers(secure: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; \
             frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
        ))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Referrer-Policy", "same-origin"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add(("Permissions-Policy", "camera=(), geolocation=(), microphone=()"))
        .add(("Cache-Control", "no-store"));
    if secure { headers.add(("Strict-Transport-Security", "max-age=63072000; includeSubDomains")) } else { headers }
}
