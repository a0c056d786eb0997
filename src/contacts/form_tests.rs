//! What the form refuses, and what it reads.
