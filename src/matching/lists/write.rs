//! Writes the pairs: `left_row,right_row,probability,weight,verdict,evidence`, data rows from 1.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::super::compare::Context;
use super::super::evidence;
use super::super::model::agreement;
use super::Pair;
use super::assign::Matched;
use crate::error::{Error, Result};

/// So many pairs are put into words at once by a thread.
const CHUNK: usize = 8_192;

/// Writes the pairs in their order.
///
/// # Errors
/// `Refused` when the file cannot be written.
pub fn write(path: &Path, pairs: &[Matched], lists: Pair<'_>, context: Context<'_>, threads: usize) -> Result<()> {
    let unwritten = |e: std::io::Error| Error::refused(format!("cannot write {}: {e}", path.display()));
    let mut file = File::create(path).map_err(unwritten)?;
    file.write_all(b"left_row,right_row,probability,weight,verdict,evidence\n").map_err(unwritten)?;
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for several in pairs.chunks(CHUNK * threads.max(1)) {
        // What has been put into words is written while the next pairs are.
        texts = std::thread::scope(|scope| {
            let workers: Vec<_> = several.chunks(CHUNK).map(|chunk| scope.spawn(move || text(chunk, lists, context))).collect();
            texts.iter().try_for_each(|text| file.write_all(text))?;
            Ok(workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect())
        })
        .map_err(unwritten)?;
    }
    texts.iter().try_for_each(|text| file.write_all(text)).map_err(unwritten)?;
    file.flush().map_err(unwritten)
}

fn text(pairs: &[Matched], lists: Pair<'_>, context: Context<'_>) -> Vec<u8> {
    let mut text = Vec::with_capacity(pairs.len() * 160);
    for pair in pairs {
        let (left, right) = lists.cards(pair.left, pair.right);
        let sentences = evidence::sentences(&agreement(pair.places), left, right, context);
        // Evidence has commas and never a quotation mark. Writing to a Vec cannot fail.
        let _always = writeln!(
            text,
            "{},{},{:.6},{},{},\"{sentences}\"",
            u64::from(pair.left_row) + 1,
            u64::from(pair.right_row) + 1,
            pair.probability,
            pair.weight,
            pair.verdict.code(),
        );
    }
    text
}
