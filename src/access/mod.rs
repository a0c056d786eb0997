//! Who may do what. A connection exists only inside an actor's `read`, `view` or `change`, as a desk;
//! what a desk offers is what its role may do (DESIGN section 4).

pub mod account;
pub mod actor;
mod authorities;
pub mod client;
pub mod desk;
pub mod house;
pub mod key;
pub mod links;
pub mod own_account;
pub mod password;
mod queries;
pub mod receipts;
pub mod role;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod throttle;
pub mod who;

pub use actor::{Actor, Administrator, Auditor, FiguresReader, KeyHolder, Manager, Officer, SchoolUser, SignedIn, System};
pub use desk::{Changing, Desk, Reading};
pub use house::House;
