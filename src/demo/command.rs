//! `seen demo`: makes the demonstration where there is none, and opens it.

use std::io::IsTerminal;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::making::Making;
use super::setting::Setting;
use crate::access::{House, System, password};
use crate::audit::Event;
use crate::error::{Error, Result};

/// The authority of every demonstration.
const CODE: &str = "990";
const NAME: &str = "Wexcombe";

/// Everybody's password. It opens nothing but invented data.
pub const PASSWORD: &str = "wexcombe-demonstration";

/// Makes the demonstration, or finds it already made, and prints who can sign in.
///
/// # Errors
/// `Refused` when the database holds an authority that is not a demonstration.
pub async fn prepare(house: &House, children: usize, seed: u64) -> Result<()> {
    if children == 0 || children > 5_000_000 {
        return Err(Error::refused("--children takes a number from 1 to 5000000"));
    }
    let known = house.authorities_and_whether_demonstrations().await?;
    if let Some((code, _)) = known.iter().find(|(_, demonstration)| !demonstration) {
        return Err(Error::refused(format!(
            "this database holds the authority {code}, which is not a demonstration: name another folder with --data-dir"
        )));
    }
    let system = if known.iter().any(|(code, _)| code == CODE) {
        System::at(house, CODE)
    } else {
        house.add_authority(CODE, NAME, true).await?
    };
    let made = system.read(|desk| desk.children_on_record()).await?;
    if made > 0 {
        crate::command::say!("The demonstration of {NAME} is already there, with {made} children: opening it as it is.");
    } else {
        make(&system, children, seed).await?;
        crate::command::say!("Made the demonstration of {NAME} with {children} children.");
    }
    Ok(())
}

async fn make(system: &System, children: usize, seed: u64) -> Result<()> {
    let today = system.today();
    let standards = system.read(|desk| desk.standards()).await?;
    let setting = Arc::new(Setting::new(seed, today, children, standards));
    let hash = password::hash(PASSWORD.to_owned()).await?;
    let staff = Arc::clone(&setting);
    system.change(Event::DemonstrationMade {}, move |desk| desk.add_setting(&staff, &hash)).await?;

    let bar = progress(children);
    let mut making = Making::new(today, children);
    let mut chunk;
    (making, chunk) = next(making, Arc::clone(&setting)).await?;
    while let Some(some) = chunk {
        // The next chunk is made up on another core while this one is written.
        let made_up = actix_web::rt::spawn(next(making, Arc::clone(&setting)));
        let written = system.change(Event::DemonstrationMade {}, move |desk| desk.add_families(&some));
        written.await?;
        (making, chunk) = made_up.await.map_err(Error::internal)??;
        bar.set_position(u64::try_from(making.made()).unwrap_or(0));
    }
    bar.finish_and_clear();
    let next_reference = i32::try_from(children + 1).unwrap_or(i32::MAX);
    let figures = making.figures();
    system.change(Event::DemonstrationMade {}, move |desk| desk.finish_demonstration(&figures, next_reference)).await?;
    system.change(Event::DemonstrationMade {}, move |desk| desk.add_notifications(&setting)).await?;
    crate::candidates::catch_up::of_authority(system).await
}

async fn next(mut making: Making, setting: Arc<Setting>) -> Result<(Making, Option<super::rows::Chunk>)> {
    actix_web::rt::task::spawn_blocking(move || {
        let chunk = making.next_chunk(&setting);
        (making, chunk)
    })
    .await
    .map_err(|_| Error::internal("making up a family panicked"))
}

/// Who can sign in and where, for people.
pub fn say_who_can_sign_in() {
    crate::command::say!("Sign in with the password {PASSWORD} as one of");
    for (address, what) in [
        ("amina.farrow", "an officer: children, contacts, visits"),
        ("margaret.thorne", "a manager: also standards, imports, figures"),
        ("peter.lindqvist", "an administrator: accounts and settings, no children"),
        ("susan.achebe", "an auditor: who did and saw what"),
        ("ruth.tindall", "somebody at a school: notifies, and nothing of the register"),
    ] {
        crate::command::say!("  {address}@wexcombe.example  {what}");
    }
}

/// A bar on a terminal; nothing in a log or a test.
fn progress(children: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(children).unwrap_or(0));
    if !std::io::stderr().is_terminal() || children < 5_000 {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar.set_style(
        ProgressStyle::with_template("{bar:40} {pos} of {len} children, {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}
