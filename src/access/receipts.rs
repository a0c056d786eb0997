//! No answer leaves before the audit rows of what it shows are durable. They are written while the page
//! is made, and waited for here: the one place that lets an answer out (decision record 0001).

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::db::UnderWay;
use crate::error::Result;

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
        Err(error) => Ok(answered.error_response(error).map_into_right_body()),
    }
}
