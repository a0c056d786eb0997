//! Finds the rows of two lists that share a key, by sorting both.

use std::ops::Range;

/// A key and the row that has it.
pub type Keyed = (u64, u32);

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
        while end < left.len() && left[end].0 == left[end - 1].0 {
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
    let Some((first, _)) = left.get(here) else { return };
    let mut there = right.partition_point(|(key, _)| key < first);
    while here < left.len() && there < right.len() {
        let key = left[here].0;
        while there < right.len() && right[there].0 < key {
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
    from + rows[from..].iter().take_while(|(other, _)| *other == key).count()
}
