//! No answer leaves before the audit rows of what it shows are durable. They are written while the page
//! is made, and waited for here: the one place that lets an answer out (decision record 0001).

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::db::UnderWay;
use crate::error::{Error, Result};

/// The audit rows that the answer to one request waits for.
#[derive(Clone, Default)]
pub(super) struct Receipts(Arc<Mutex<Vec<UnderWay<()>>>>);

impl Receipts {
    /// One more row that is on its way.
    pub(super) fn add(&self, written: UnderWay<()>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(written);
    }

    /// Waits until every row is durable.
    async fn all_in(&self) -> Result<()> {
        let rows = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for row in rows {
            row.await?;
        }
        Ok(())
    }
}

/// Holds an answer back until the audit rows of its request are durable; where one cannot be written,
/// the answer is that fault and nothing else.
///
/// # Errors
/// Those of what follows.
pub async fn with_receipts<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let receipts = Receipts::default();
    request.extensions_mut().insert(receipts.clone());
    let answered = next.call(request).await?;
    match receipts.all_in().await {
        Ok(()) => Ok(answered.map_into_left_body()),
        Err(error) => {
            let error = if may_have_changed_something(&answered) { it_stays_changed(&error) } else { error };
            Ok(answered.error_response(error).map_into_right_body())
        }
    }
}

fn may_have_changed_something<B>(answered: &ServiceResponse<B>) -> bool {
    let is_done = answered.status().is_success() || answered.status().is_redirection();
    is_done && !answered.request().method().is_safe()
}

/// What was changed is kept, with its own audit row, so nobody is told that it was not.
fn it_stays_changed(error: &Error) -> Error {
    Error::internal(format!("what was looked at on the way to a change could not be audited: {error}"))
}

#[cfg(test)]
mod tests {
    use actix_web::http::{Method, StatusCode};
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpRequest, HttpResponse, web};

    use super::*;

    /// Answers with the status in the address, and with an audit row that cannot be written.
    async fn unaudited(request: HttpRequest) -> HttpResponse {
        request.extensions().get::<Receipts>().unwrap().add(Box::pin(std::future::ready(Err(Error::Busy))));
        HttpResponse::new(request.path()[1..].parse().unwrap())
    }

    #[actix_web::test]
    async fn nothing_leaves_unaudited_and_what_is_changed_does_not_read_as_if_it_were_not() {
        let app = App::new().wrap(from_fn(with_receipts)).default_service(web::to(unaudited));
        let app = init_service(app).await;
        for (method, answer, expected) in [
            (Method::GET, 200, StatusCode::SERVICE_UNAVAILABLE),
            (Method::POST, 422, StatusCode::SERVICE_UNAVAILABLE),
            (Method::POST, 409, StatusCode::SERVICE_UNAVAILABLE),
            (Method::POST, 303, StatusCode::INTERNAL_SERVER_ERROR),
            (Method::POST, 201, StatusCode::INTERNAL_SERVER_ERROR),
        ] {
            let asked = TestRequest::default().method(method.clone()).uri(&format!("/{answer}")).to_request();
            assert_eq!(call_service(&app, asked).await.status(), expected, "{method} {answer}");
        }
    }
}
