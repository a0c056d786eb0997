//! The index of a register that comes from a version of the program with other keys, or none: filled before the
//! register is opened, so that nobody is ever looked for in half of it.

use super::queries::Caught;
use crate::access::{House, System};
use crate::audit::Event;
use crate::error::Result;

/// Brings every authority's candidates up to the engine of now, and weighs the possible duplicates that no model
/// has weighed. Nothing to do costs a look.
///
/// # Errors
/// `Database`: what was done until then stays, and the rest is done the next time.
pub async fn run(house: &House) -> Result<()> {
    for authority in house.authorities().await? {
        of_authority(&System::at(house, &authority)).await?;
    }
    Ok(())
}

/// As [`run`], of one authority.
///
/// # Errors
/// As [`run`].
pub async fn of_authority(system: &System) -> Result<()> {
    if !system.read(|desk| desk.is_caught_up()).await? {
        system.change(Event::CandidatesIndexed {}, |desk| desk.begin_catching_up()).await?;
        let mut after = None;
        while let Caught::UpTo(last) = system.change(Event::CandidatesIndexed {}, move |desk| desk.catch_some_up(after)).await? {
            after = Some(last);
        }
    }
    while system.read(|desk| desk.has_unweighed_pairs()).await? {
        system.change(Event::PairsWeighed {}, |desk| desk.weigh_some_pairs()).await?;
    }
    Ok(())
}
