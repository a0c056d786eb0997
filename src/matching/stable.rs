//! Hashes that are the same on every machine and in every version, because keys are stored.

/// FNV-1a in 64 bits (Fowler, Noll and Vo), finished by an avalanche so that its halves are as good.
pub fn hash_64(bytes: &[u8]) -> u64 {
    spread(bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)))
}

/// The lower half, never 0.
pub fn hash(bytes: &[u8]) -> u32 {
    u32::try_from(hash_64(bytes) & 0xFFFF_FFFF).unwrap_or(1).max(1)
}

/// Several texts in their order.
pub fn hash_words<T: AsRef<[u8]>>(words: impl IntoIterator<Item = T>) -> u64 {
    words.into_iter().fold(1, |hash, word| join(hash, hash_64(word.as_ref())))
}

/// Two numbers in their order.
pub fn join(one: u64, other: u64) -> u64 {
    spread(one.rotate_left(23) ^ other.wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// Multiplies and folds, so that every bit of the number moves every bit of the hash.
pub fn spread(number: u64) -> u64 {
    let mixed = (number ^ (number >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    mixed ^ (mixed >> 32)
}
