//! Finds the rows of two lists that share a key, by sorting both.

use std::ops::Range;

/// A key and the row that has it, in one number that is quickly sorted: the upper 38 bits of the key, and
/// the row. Two keys with one beginning meet; whoever shares one of them is looked at in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Keyed(u64);

/// The bits of a row: more rows than a list may have.
const ROW_BITS: u32 = 26;
const ROW: u64 = (1 << ROW_BITS) - 1;

impl Keyed {
    /// A key and a row below 67 million.
    pub fn new(key: u64, row: u32) -> Self {
        Self(key & !ROW | u64::from(row) & ROW)
    }

    /// What is compared of the key.
    pub fn key(self) -> u64 {
        self.0 >> ROW_BITS
    }

    /// The row.
    pub fn row(self) -> u32 {
        u32::try_from(self.0 & ROW).unwrap_or(0)
    }
}

/// Sorts the keys of both sides at once. With one list both sides are the left one.
pub fn sort(left: &mut [Keyed], right: &mut [Keyed]) {
    std::thread::scope(|scope| {
        scope.spawn(|| left.sort_unstable());
        right.sort_unstable();
    });
}

/// Parts of the sorted left side that no key crosses, for tasks of about one size.
pub fn parts(left: &[Keyed], many: usize) -> Vec<Range<usize>> {
    let size = left.len().div_ceil(many.max(1)).max(1);
    let mut parts = Vec::new();
    let mut start = 0;
    while start < left.len() {
        let mut end = left.len().min(start + size);
        while end < left.len() && left[end].key() == left[end - 1].key() {
            end += 1;
        }
        parts.push(start..end);
        start = end;
    }
    parts
}

/// Calls `block` with the ranges of both sides that share a key, for the keys of a part of the left.
pub fn blocks(left: &[Keyed], part: Range<usize>, right: &[Keyed], mut block: impl FnMut(Range<usize>, Range<usize>)) {
    let left = &left[..part.end];
    let mut here = part.start;
    let Some(first) = left.get(here) else { return };
    let mut there = right.partition_point(|other| other.key() < first.key());
    while here < left.len() && there < right.len() {
        let key = left[here].key();
        while there < right.len() && right[there].key() < key {
            there += 1;
        }
        let (end, other_end) = (run(left, here, key), run(right, there, key));
        if other_end > there {
            block(here..end, there..other_end);
        }
        here = end;
        there = other_end;
    }
}

fn run(rows: &[Keyed], from: usize, key: u64) -> usize {
    from + rows[from..].iter().take_while(|other| other.key() == key).count()
}
